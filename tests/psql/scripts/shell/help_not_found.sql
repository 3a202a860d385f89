\h nonsense
\help nonsense words here
\h *nothing
\h nonsense;
\if false
\h select
\endif
