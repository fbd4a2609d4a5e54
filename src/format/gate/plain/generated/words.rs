//! What generated files are made of: words at which readers of YAML have come
//! to differ, and the signs that have a meaning in it.

/// Scalars and values in flow style of all sorts, as they are written.
#[rustfmt::skip]
pub(super) const WORDS: &[&str] = &[
    "core", "a", "Zoë", "a b", "don't", "a: b", "a:b", "a :b", "a#b", "a #b", "a:", ":a", "a,b",
    "a, b", "[", "]", "{", "}", "a]", "a}", "a[b", "a{b", "a?", "?a", "? a", "-a", "- a", "-",
    "--", "---", "...", "--- a", "%a", "@a", "`a", "!a", "!", "&a", "*a", "|", ">", "|-", "|+",
    "|2", ">-", "| # c", "=", "<<", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false",
    "yes", "Yes", "no", "NO", "on", "On", "off", "y", "Y", "n", "N", "nan", "inf", ".inf", "-.inf",
    ".nan", ".NaN", "0", "-0", "1", "7", "-1", "+1", "00", "010", "08", "1_000", "1.5", ".5", "5.",
    "1e5", "1E5", "1e+5", "1e-5", "1.2.3", "0x1F", "0X1", "0o7", "0b1", "0xg", "12:30", "12:30:45",
    "1:2x", "2014", "2014-10", "2014-10-03", "2014-1-3", "2014-10-03T10:00:00Z",
    "2014-10-03 10:00:00", "2014-10-03T10:00:00+02:00", "999999999999999", "9999999999999999",
    "18446744073709551616", "14 days", "+1 2", "-1 2", "+1 2:30", "0.5", "0.50", "01.5", "-0.5", "1.50 a", "1 2", "2014-10-03 10", "12 e5", "1/2", "60%", "1st", "1e", "12e3f", "0x", "5d",
    "1f", "4e5e6", "''", "\"\"", "'a'", "'it''s'", "'a", "a'", "'''", "''''", "'a' b", "'a'b",
    "'a':", "\"a\"", "\"a b\"", "\"a", "\"a\\n\"", "\"a\\\"b\"", "\"a\": b", "'a': b", "\"a#b\"",
    "\"a # b\"", "\"a: b\"", "\"a\" \"b\"", "(a)", "/a", "(", ".a", "+a", "_a", "$a", "^a", ";a",
    "<a", "\\a", "https://a.example/b?c=d#e", "ssh-ed25519 AAAA+/= a@b.c", "for >= 4/5 of ballots",
    "against > for and silent = 0", "score in {-1, 0}", "a\tb", "a\u{a0}b", "é", "ü b", "日本",
    "a – b", "’a’", "“a”", "…", "e\u{301}", "\u{301}", "a\u{2028}b", "\u{feff}a", "\u{85}", "١",
    "½", "a\rb", "a\r", "x ", " x", "a  b", "a  #b", "*", "&", "[]", "{}", "[ ]", "{ }", "[a]",
    "[a,b]", "[a, b]", "[a, ]", "[a , b]", "[ a ]", "[, a]", "[a b, 'c', \"d\"]", "[a: b]",
    "[a:b]", "[a:]", "[- a]", "[-1]", "[a?]", "[a #b]", "[a#b]", "[a]b", "[a] b", "[a]:", "{a: b}",
    "{a: b, c: d}", "{a: b,c: d}", "{a:b}", "{a: }", "{a}", "{a: b, a: c}", "{a : b}", "{ a: b }",
    "{a:  b}", "{a: [b, {c: d}]}", "{a: https://b.example/c}", "{a: b:c}", "{a: b: c}", "{a: 'b'}",
    "{'a': b}", "{\"on\": b}", "{\"a\":b}", "{on: b}", "{1: b}", "{a: b}:", "{a: b", "[a",
    "{? a: b}", "{a: -}", "{a: - b}", "[-]", "[a -]", "[a-]", "[a -, b]", "{a: b -}", "[a - b]", "[a -b]", "[a :b]", "[a ?b]", "[a !b]", "[a |]", "[?]", "[:a]", "[a:'b']", "[\"a\":b]", "{a: b:}",
    "{a: (b)}", "{a: /b}", "{a: b/c, d: 60%}", "{a: ,b: c}", "{a: b}, c", "{a: b} #c",
];

/// Keys of all sorts, as they are written.
#[rustfmt::skip]
pub(super) const KEYS: &[&str] = &[
    "a", "b", "name", "until", "a-b", "a_b", "A1", "_a", "\"a\"", "'b'", "\"on\"", "'no'", "on",
    "No", "y", "null", "1", "1a", "a b", "a:b", "-a", "é", "\"a b\"", "\"\"", "''", "<<", "\"<<\"",
    "=", "a ", "\"1\"", "'2014'", "[a]", "{a: b}", "? a", "&a a", "!a a", "*a", "a.b", "(a)", "/a",
    "true", "~",
];

/// Lines of a text of several lines, behind its indentation.
#[rustfmt::skip]
pub(super) const LINES: &[&str] = &[
    "one", "two words", "", "# no comment", "- a", "a: b", " deeper", "  deepest", "ends ", "é…",
    "-----BEGIN SSH SIGNATURE-----", "---", "...", " ", "   ", "\"", "'", "[", "\ta", "|",
];

/// Signs that are put in where they may not belong.
#[rustfmt::skip]
pub(super) const SIGNS: &[&str] = &[
    " ", "  ", "\n", "\n ", "\n  ", "\n\n", "\n- ", "\n  - ", "- ", "-", ":", ": ", ":\n", " #",
    "#", " # c", "# c\n", ",", ", ", "[", "]", "{", "}", "\"", "'", "''", "?", "? ", "|", "|\n",
    "|-\n", ">", ">-\n", "!", "!a ", "&a ", "*a", "%", "@", "`", "~", "---", "---\n", "\n---\n",
    "...", "\n...\n", "%YAML 1.1\n", "\t", "\r", "\r\n", "\u{feff}", "\u{a0}", "\u{2028}",
    "\u{85}", "\0", "é", "’", "a", "b", "1", "0", "a: ", "a:", "b: c", "- a\n", "<<: ", "null",
    "no", "\\", "(", "/", "+", ".", "=", "_",
];
