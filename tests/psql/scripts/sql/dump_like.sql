--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: f(integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.f(a integer) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
begin
  return $1 + a; -- 'quote
end
$_$;


ALTER FUNCTION public.f(a integer) OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public."Odd Table" (
    id integer NOT NULL,
    "b c" text DEFAULT 'x;y'::text
);

CREATE SEQUENCE public.s
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

COPY public."Odd Table" (id, "b c") FROM stdin;
1	one
2	two\nlines
3	\N
4	;
\.


SELECT pg_catalog.setval('public.s', 4, true);

ALTER TABLE ONLY public."Odd Table"
    ADD CONSTRAINT "Odd Table_pkey" PRIMARY KEY (id);

COMMENT ON TABLE public."Odd Table" IS 'It''s odd; really';

--
-- PostgreSQL database dump complete
--

select * from public."Odd Table" order by 1;
