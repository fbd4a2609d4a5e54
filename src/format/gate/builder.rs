//! The tree of a text from the parser's events, with the true place of every
//! node: where the parser points beside it, the text is looked at again.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use smol_str::SmolStr;

use super::characters;
use super::source::Source;
use super::{DEEPEST, MOST};
use crate::base::{Place, Subject, TextSpan};
use crate::finding::{Code, Finding};
use crate::format::node::{Entry, Key, Node, NodeKind, Style};

/// A list or map that is still open.
enum Open {
    List(Node),
    /// A map, its keys so far with their lines, and the key that waits for its value.
    Map(Node, BTreeMap<String, usize>, Option<Key>),
    /// A map in the place of a key: its content is skipped.
    Skipped,
}

/// Builds the tree and collects what is refused.
pub(super) struct Builder<'a> {
    subject: &'a Subject,
    source: Source<'a>,
    open: Vec<Open>,
    root: Option<Node>,
    /// The end of what was read last: nothing of a later node stands before it.
    floor: usize,
    nodes: usize,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(subject: &'a Subject, text: &'a str) -> Self {
        Self {
            subject,
            source: Source::new(text),
            open: Vec::new(),
            root: None,
            floor: 0,
            nodes: 0,
            findings: Vec::new(),
        }
    }

    fn refuse(&mut self, code: Code, span: TextSpan, message: impl Into<String>, hint: &str) {
        let place = Place::whole(self.subject.clone());
        let mut finding = Finding::error(code, place, message).at(span);
        if !hint.is_empty() {
            finding = finding.hint(hint);
        }
        self.findings.push(finding);
    }

    /// The tree, or nothing where the text ends it early.
    pub(super) fn build(&mut self) -> Option<Node> {
        if self.source.text.starts_with('%') {
            let end = self.source.text.lines().next().map_or(0, str::len);
            let span = characters::place(self.source.text, 0, end);
            self.refuse(
                Code::YamlFeature,
                span,
                "a YAML directive is not allowed here",
                "remove the lines that begin with `%`",
            );
        }
        let mut parser = Parser::new_from_str(self.source.text);
        let mut documents = 0;
        while let Some(event) = parser.next_event() {
            if self.findings.len() >= MOST {
                return None;
            }
            let (event, span) = match event {
                Ok(found) => found,
                Err(error) => {
                    let at = Span::empty(*error.marker());
                    let span = self.source.span(&at);
                    if error.info() == "recursion limit exceeded" {
                        self.too_deep(span);
                    } else {
                        let message = format!("this is no YAML: {}", error.info());
                        self.refuse(Code::YamlSyntax, span, message, advice(error.info()));
                    }
                    return None;
                }
            };
            let at = self.source.span(&span);
            match event {
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.refuse(
                            Code::YamlFeature,
                            at,
                            "a second document begins here; a file has one",
                            "remove the line `---` or move what follows to its own file",
                        );
                        return None;
                    }
                    let mark = self.source.text.get(at.start..at.end) == Some("---");
                    self.floor = if mark { at.end } else { at.start };
                }
                Event::Alias(_) => {
                    self.feature(at, "an alias (`*`)");
                    self.scalar(String::new(), Style::Plain, at);
                }
                Event::Scalar(text, style, anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), at);
                    self.scalar(text.into_owned(), style_of(style), at);
                }
                Event::SequenceStart(anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), at);
                    self.start(false, at)?;
                }
                Event::MappingStart(anchor, tag) => {
                    self.plain_only(anchor, tag.is_some(), at);
                    self.start(true, at)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(at),
            }
        }
        if self.root.is_none() && self.findings.is_empty() {
            let span = characters::place(self.source.text, 0, 0);
            self.refuse(Code::YamlSyntax, span, "the file is empty", "");
        }
        self.root.take()
    }

    fn too_deep(&mut self, at: TextSpan) {
        let message = format!("lists and maps are nested more than {DEEPEST} deep");
        self.refuse(Code::TooDeep, at, message, "");
    }

    fn feature(&mut self, at: TextSpan, what: &str) {
        let message = format!("{what} is not allowed here");
        self.refuse(
            Code::YamlFeature,
            at,
            message,
            "write the value out; a text that begins so is put in quotes",
        );
    }

    fn plain_only(&mut self, anchor: usize, tagged: bool, at: TextSpan) {
        if anchor > 0 {
            self.feature(at, "an anchor (`&`)");
        }
        if tagged {
            self.feature(at, "a tag (`!`)");
        }
    }

    fn scalar(&mut self, text: String, style: Style, mut span: TextSpan) {
        if matches!(style, Style::Literal | Style::Folded) {
            // The parser gives the place of the content; the header counts too.
            // The indentation of the line after it is none of it.
            let raw = self.source.text.get(..span.end).unwrap_or_default();
            let lines = raw.trim_end_matches(' ');
            if lines.ends_with('\n') {
                span.end = lines.len();
            }
            let start = self.source.next_start(self.floor, b":-?");
            if matches!(self.source.text.as_bytes().get(start), Some(b'|' | b'>')) {
                let end = span.end;
                span = self.source.point(start);
                span.end = end.max(start + 1);
            }
        } else if style == Style::Plain && text.is_empty() {
            span.end = span.start;
        } else if let Some(end) = self.source.closing_quote(style, span.start) {
            span.end = end;
        }
        if let Some((at, message)) = characters::first_forbidden(&text) {
            // An escape in double quotes can bring in what the text may not hold.
            let raw = self
                .source
                .text
                .get(span.start..span.end)
                .unwrap_or_default();
            if !raw.contains(at) {
                self.refuse(Code::ForbiddenCharacter, span, message, "");
            }
        }
        self.place(text, style, span);
        self.floor = self.floor.max(span.end);
    }

    /// Puts a scalar where it belongs: as a key, a value, an item or the root.
    fn place(&mut self, text: String, style: Style, span: TextSpan) {
        if let Some(Open::Map(_, keys, key @ None)) = self.open.last_mut() {
            let twin = keys.insert(text.clone(), span.line);
            *key = Some(Key {
                text: text.as_str().into(),
                style,
                span,
            });
            self.check_key(&text, style, span, twin);
            return;
        }
        let node = self.node(
            span,
            NodeKind::Scalar {
                text: text.into(),
                style,
            },
        );
        self.attach(node);
    }

    fn check_key(&mut self, text: &str, style: Style, span: TextSpan, twin: Option<usize>) {
        if let Some(line) = twin {
            let message = format!("the key `{text}` stands twice in one map");
            let hint = format!("it stands first on line {line}; remove one of the two");
            self.refuse(Code::DuplicateKey, span, message, &hint);
        }
        if text == "<<" && style == Style::Plain {
            self.feature(span, "a merge key (`<<`)");
        }
        if text.is_empty() {
            self.refuse(Code::YamlSyntax, span, "a key without a name", "");
        }
        if matches!(style, Style::Literal | Style::Folded)
            || self.source.asked(self.floor, span.start)
        {
            self.feature(span, "a key written with `?`");
        }
    }

    fn node(&mut self, span: TextSpan, kind: NodeKind) -> Node {
        self.nodes += 1;
        Node {
            span,
            kind,
            number: self.nodes,
        }
    }

    /// Opens a list or map; nothing where it stands too deep.
    fn start(&mut self, map: bool, at: TextSpan) -> Option<()> {
        if self.open.len() >= DEEPEST {
            self.too_deep(at);
            return None;
        }
        let waits = matches!(self.open.last(), Some(Open::Map(_, _, None)));
        if waits || matches!(self.open.last(), Some(Open::Skipped)) {
            if waits {
                self.refuse(
                    Code::YamlSyntax,
                    at,
                    "a list or map cannot be a key",
                    "put the text in quotes",
                );
            }
            self.open.push(Open::Skipped);
            return Some(());
        }
        let flow = at.end > at.start;
        let mut span = at;
        if !map && !flow && matches!(self.open.last(), Some(Open::Map(..))) {
            // A list at its key's own depth: the parser points behind the dash.
            let start = self.source.next_start(self.floor, b":?");
            if start < span.start {
                span = self.source.point(start);
            }
        }
        self.floor = self.floor.max(span.end);
        let kind = if map {
            NodeKind::Map {
                entries: Vec::new(),
                flow,
            }
        } else {
            NodeKind::List {
                items: Vec::new(),
                flow,
            }
        };
        let node = self.node(span, kind);
        self.open.push(if map {
            Open::Map(node, BTreeMap::new(), None)
        } else {
            self.floor = self.floor.max(if flow { span.end } else { span.start + 1 });
            Open::List(node)
        });
        Some(())
    }

    /// Closes the innermost list or map.
    fn end(&mut self, at: TextSpan) {
        let mut node = match self.open.pop() {
            Some(Open::List(node) | Open::Map(node, _, _)) => node,
            Some(Open::Skipped) => {
                let outer = matches!(self.open.last(), Some(Open::Map(_, _, None)));
                if let (true, Some(Open::Map(_, _, key))) = (outer, self.open.last_mut()) {
                    *key = Some(Key {
                        text: SmolStr::default(),
                        style: Style::Plain,
                        span: at,
                    });
                }
                return;
            }
            None => return,
        };
        node.span.end = match &node.kind {
            // Behind a last comma the parser does not point at the bracket.
            NodeKind::Map { flow: true, .. } | NodeKind::List { flow: true, .. } => {
                self.source.next_start(self.floor, b",:") + 1
            }
            NodeKind::Map { entries, .. } => {
                let last = entries.last();
                last.map_or(at.start, |last| last.key.span.end.max(last.value.span.end))
            }
            NodeKind::List { items, .. } => items.last().map_or(at.start, |last| last.span.end),
            NodeKind::Scalar { .. } => at.end,
        };
        self.floor = self.floor.max(node.span.end);
        self.attach(node);
    }

    /// Hands a finished node to what it stands in.
    fn attach(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Skipped) => {}
            Some(Open::List(list)) => {
                if let NodeKind::List { items, .. } = &mut list.kind {
                    items.push(node);
                }
            }
            Some(Open::Map(map, _, key)) => {
                if let (NodeKind::Map { entries, .. }, Some(key)) = (&mut map.kind, key.take()) {
                    entries.push(Entry { key, value: node });
                }
            }
        }
    }
}

/// What to do about the errors of the parser that people meet most.
fn advice(error: &str) -> &'static str {
    if error.contains("tab") {
        "YAML is indented with spaces: replace the tabs"
    } else if error.contains("flow mapping") {
        "between `{` and `}` a comma ends a value and a bracket opens one: put a text that \
         has them in quotes, or write each key on a line of its own"
    } else {
        ""
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}
