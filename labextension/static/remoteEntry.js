/*
 * %%tenantsh cells as SQL, and %tenantsh lines in cells of Python, in JupyterLab 4.
 *
 * Written by hand: this file is all of the extension, as it is loaded. It is a module federation container (at the
 * end), and uses the CodeMirror and the SQL grammar that JupyterLab has anyway.
 */
(() => {
  'use strict';

  /** What makes a cell ours; IPython's magics that run a cell may stand in front. */
  const MAGIC = /^\s*(?:%%(?:capture|time)\b[^\n]*\n\s*)*%%tenantsh(?=\s|$)[^\n]*/;
  /** A line of ours in a cell of Python, whose value may be assigned, and what stands in it before SQL or a command. */
  const LINE = /^[ \t]*(?:[\w.,[\]'" \t]+=[ \t]*)?(?=%tenantsh(?:\s|$))/m;
  const FLAGS = /^%tenantsh(?:[ \t]+--[\w-]+(?:(?:=|[ \t]+)(?!--)(?:'[^']*'|"[^"]*"|\S+))?)*/;
  /** The longest beginning that is looked at. */
  const HEAD = 2000;
  /** PostgreSQL's own dialect, or the best that there is. */
  const MIMES = ['text/x-pgsql', 'text/x-sql'];

  /*
   * Pieces of a cell that are not SQL's: \commands to the end of their line, and :variables. What is SQL's and may have
   * such pieces in it comes first, so that they are none there.
   */
  const PIECES = new RegExp(
    [
      /\b[eE]'(?:[^'\\]|\\[^]|'')*'?/,
      /'(?:[^']|'')*'?/,
      /"(?:[^"]|"")*"?/,
      /--[^\n]*/,
      /\/\*[^]*?(?:\*\/|$)/,
      /\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[^]*?(?:\$\k<tag>\$|$)/,
      /(?<command>\\[A-Za-z!?][\w+!?-]*)(?<rest>[^\n]*)/,
      /::/,
      /(?<variable>(?<![\w)\]:]):(?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|'\w+'|"\w+"|\{\?\w+\}))/
    ]
      .map(piece => piece.source)
      .join('|'),
    'g'
  );
  /** A magic line's parts. */
  const WORDS = /(?<magic>%%?\w+)|(?<flag>--[\w-]+)|(?<text>'[^']*'|"[^"]*"|[^\s=]+)/g;

  /** The parts of a cell or line: `[kind, from, to]` in order, none in another; what lies between is SQL. */
  function parts(text) {
    const head = MAGIC.exec(text) ?? FLAGS.exec(text);
    const end = head === null ? 0 : head[0].length;
    const found = [];
    for (const word of text.slice(0, end).matchAll(WORDS)) {
      const kind = word.groups.magic ? 'Magic' : word.groups.flag ? 'Flag' : 'Word';
      found.push([kind, word.index, word.index + word[0].length]);
    }
    PIECES.lastIndex = end;
    for (let piece = PIECES.exec(text); piece !== null; piece = PIECES.exec(text)) {
      const to = piece.index + piece[0].length;
      const { command, variable } = piece.groups;
      if (command) {
        found.push(['Command', piece.index, piece.index + command.length]);
        found.push(['Argument', piece.index + command.length, to]);
      } else if (variable) {
        found.push(['Variable', piece.index, to]);
      }
    }
    return { end, found: found.filter(([, from, to]) => from < to) };
  }

  /** What lies between the parts. */
  function between({ end, found }, length) {
    const gaps = [];
    let from = end;
    for (const [, start, to] of found.filter(part => part[1] >= end)) {
      if (from < start) gaps.push({ from, to: start });
      from = to;
    }
    if (from < length) gaps.push({ from, to: length });
    return gaps;
  }

  /** The language of our cells: the magic's line, commands and variables are our own, and all else is `sql`. */
  function cellLanguage(sql, { common, highlight, language }) {
    const { tags, styleTags } = highlight;
    const styles = styleTags({
      Magic: tags.keyword,
      Flag: tags.attributeName,
      Word: tags.definition(tags.variableName),
      Command: tags.meta,
      Argument: tags.string,
      Variable: tags.standard(tags.variableName)
    });
    const names = ['Magic', 'Flag', 'Word', 'Command', 'Argument', 'Variable'];
    const types = new Map(
      names.map((name, at) => [name, common.NodeType.define({ id: at + 1, name, props: [styles] })])
    );
    const top = common.NodeType.define({
      id: 0,
      name: 'Cell',
      top: true,
      props: [[language.languageDataProp, sql.data]]
    });

    /** The tree of our own parts; cells are short, so all of it is made anew. */
    const parse = (input, wrap, fragments, ranges) => {
      let until = null;
      const outer = {
        parsedPos: 0,
        get stoppedAt() {
          return until;
        },
        stopAt(position) {
          until = position;
        },
        advance() {
          const { found } = parts(input.read(0, input.length));
          const leaves = found.map(([kind, from, to]) => new common.Tree(types.get(kind), [], [], to - from));
          outer.parsedPos = input.length;
          return new common.Tree(top, leaves, found.map(part => part[1]), input.length);
        }
      };
      return wrap(outer, input, fragments, ranges);
    };
    const wrap = common.parseMixed((node, input) => {
      if (node.type !== top) return null;
      const overlay = between(parts(input.read(0, input.length)), input.length);
      return overlay.length === 0 ? null : { parser: sql.parser, overlay };
    });
    class CellParser extends common.Parser {
      createParse(input, fragments, ranges) {
        return parse(input, wrap, fragments, ranges);
      }
    }
    return new language.Language(sql.data, new CellParser(), [], 'tenantsh');
  }

  /** The extension of cells of Python: lines of ours have SQL's colours, within Python's. */
  function linesOf(parser, { state, view, language, highlight }) {
    const colour = (found, text, start, shown) => {
      const styles = [{ style: tags => language.highlightingFor(shown, tags) }, highlight.classHighlighter];
      highlight.highlightTree(parser.parse(text), styles, (from, to, classes) =>
        found.push(view.Decoration.mark({ class: classes }).range(start + from, start + to))
      );
    };
    const marks = editor => {
      const found = [];
      const { doc } = editor.state;
      for (const { from, to } of editor.visibleRanges) {
        for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
          const head = LINE.exec(line.text);
          if (head) colour(found, line.text.slice(head[0].length), line.from + head[0].length, editor.state);
          if (line.to >= to) break;
        }
      }
      return view.Decoration.set(found);
    };
    class Lines {
      constructor(editor) {
        this.decorations = marks(editor);
      }
      update({ docChanged, viewportChanged, view: editor }) {
        if (docChanged || viewportChanged) this.decorations = marks(editor);
      }
    }
    return state.Prec.lowest(view.ViewPlugin.fromClass(Lines, { decorations: lines => lines.decorations }));
  }

  /** The extension of a code cell's editor: SQL while its text begins with the magic, lines of SQL otherwise. */
  function highlighting(load, libraries) {
    const { Compartment, EditorState, Prec } = libraries.state;
    const { EditorView, ViewPlugin } = libraries.view;
    const slot = new Compartment();
    const none = [];
    let ours = null; // there when the first of our cells or lines has been seen
    let lines = null;
    let loading = null;

    const isOurs = doc => MAGIC.test(doc.sliceString(0, HEAD));
    const wants = doc => isOurs(doc) || LINE.test(doc.toString());
    const switching = EditorState.transactionExtender.of(transaction => {
      const now = slot.get(transaction.startState);
      const wanted = ours === null ? none : isOurs(transaction.newDoc) ? ours : lines;
      return now === undefined || now === wanted ? null : { effects: slot.reconfigure(wanted) };
    });
    const begin = () =>
      (loading ??= load().then(sql => {
        const cells = cellLanguage(sql, libraries);
        lines = linesOf(cells.parser, libraries);
        ours = Prec.highest([
          cells,
          // names that stay, for themes and tests: .tenantsh-sql .tok-keyword
          libraries.language.syntaxHighlighting(libraries.highlight.classHighlighter),
          EditorView.editorAttributes.of({ class: 'tenantsh-sql' })
        ]);
      }));
    const waking = ViewPlugin.define(view => {
      let there = true;
      const look = () => {
        if (slot.get(view.state) !== none || !wants(view.state.doc)) return;
        // an empty transaction, for `switching` to see; a view does not take one while it is being updated
        begin().then(
          () => there && view.dispatch({}),
          error => console.warn('tenantsh: cells stay without SQL highlighting:', error)
        );
      };
      look();
      return {
        update: update => {
          if (update.docChanged) look();
        },
        destroy: () => {
          there = false;
        }
      };
    });
    return [slot.of(none), switching, waking];
  }

  /** Make JupyterLab's plugin. */
  function plugin({ codemirror, ...libraries }) {
    const { EditorExtensionRegistry, IEditorExtensionRegistry, IEditorLanguageRegistry } = codemirror;
    return {
      id: 'tenantsh:highlighting',
      description: '%%tenantsh cells and %tenantsh lines as SQL.',
      autoStart: true,
      requires: [IEditorExtensionRegistry, IEditorLanguageRegistry],
      activate: (_app, editors, languages) => {
        const load = async () => {
          const mime = MIMES.find(each => languages.findByMIME(each, true));
          const spec = mime && (await languages.getLanguage(mime));
          if (!spec?.support) throw new Error(`JupyterLab has none of ${MIMES.join(', ')}`);
          return spec.support.language;
        };
        const extension = highlighting(load, libraries);
        editors.addExtension({
          name: 'tenantsh-sql',
          factory: ({ model }) =>
            // cells have a type; files have none, and have no magics
            model.type === 'code' ? EditorExtensionRegistry.createImmutableExtension(extension) : null
        });
      }
    };
  }

  /** The container. JupyterLab calls `init` with the libraries that it shares, and `get` for the plugin. */
  const LIBRARIES = {
    codemirror: '@jupyterlab/codemirror',
    state: '@codemirror/state',
    view: '@codemirror/view',
    language: '@codemirror/language',
    common: '@lezer/common',
    highlight: '@lezer/highlight'
  };
  let shared = {};

  async function library(name) {
    const versions = Object.values(shared[name] ?? {});
    // the one in use, where somebody brought another: two of them would not know each other's objects
    const chosen = versions.find(version => version.loaded) ?? versions[0];
    if (chosen === undefined) throw new Error(`tenantsh: JupyterLab shares no ${name}`);
    return (await chosen.get())();
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.tenantsh = {
    init: scope => {
      shared = scope;
    },
    get: async module => {
      if (module !== './extension') throw new Error(`tenantsh has no ${module}`);
      const loaded = await Promise.all(
        Object.entries(LIBRARIES).map(async ([key, name]) => [key, await library(name)])
      );
      const exported = { __esModule: true, default: plugin(Object.fromEntries(loaded)) };
      return () => exported;
    }
  };
})();
