//! The fields of a foreign map, and what is left of them.

use std::collections::BTreeMap;

use super::note::{Notes, short};
use super::tree::{Datum, Is};

/// The fields of a map, taken out one by one, so that what is left was not
/// understood and can be said.
pub(super) struct Fields<'a> {
    file: &'a str,
    /// What it is of, for messages.
    of: String,
    left: BTreeMap<&'a str, &'a Datum>,
}

impl<'a> Fields<'a> {
    /// The fields of a map; what is no map is noted.
    pub(super) fn of(file: &'a str, of: impl Into<String>, it: &'a Datum, n: &mut Notes) -> Self {
        let of = of.into();
        if !matches!(it.is, Is::Map(_) | Is::Nothing) {
            n.add(file, it.line, format!("{of} is no map and is left out"));
        }
        let entries = it.entries().iter();
        Self {
            file,
            of,
            left: entries.map(|(key, it)| (key.as_str(), it)).collect(),
        }
    }

    /// The file that they stand in.
    pub(super) fn file(&self) -> &'a str {
        self.file
    }

    /// A field; none where it is missing or says nothing.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Datum> {
        self.left.remove(key).filter(|it| !it.is_empty())
    }

    /// A field that is a text.
    pub(super) fn text(&mut self, key: &str, notes: &mut Notes) -> Option<&'a str> {
        let it = self.take(key)?;
        if it.text().is_none() {
            self.odd(key, it, "text", notes);
        }
        it.text()
    }

    /// A field that is a list; a single value stands for a list of one.
    pub(super) fn list(&mut self, key: &str, notes: &mut Notes) -> &'a [Datum] {
        match self.take(key) {
            None => &[],
            Some(it) => match &it.is {
                Is::List(items) => items,
                Is::Scalar { .. } => std::slice::from_ref(it),
                _ => {
                    self.odd(key, it, "list", notes);
                    &[]
                }
            },
        }
    }

    /// A field that is a list of texts.
    pub(super) fn texts(&mut self, key: &str, notes: &mut Notes) -> Vec<(usize, &'a str)> {
        let items = self.list(key, notes);
        let mut texts = Vec::new();
        for item in items {
            match item.text() {
                Some(text) => texts.push((item.line, text)),
                None => self.odd(key, item, "text", notes),
            }
        }
        texts
    }

    fn odd(&self, key: &str, it: &Datum, wanted: &str, notes: &mut Notes) {
        let what = format!(
            "`{}` of {} is no {wanted} and is left out",
            short(key),
            self.of
        );
        notes.add(self.file, it.line, what);
    }

    /// What was not taken, as values.
    pub(super) fn settings(self) -> serde_yaml::Mapping {
        let said = self
            .left
            .into_iter()
            .filter(|(_, it)| !matches!(it.is, Is::Nothing));
        said.map(|(key, it)| (serde_yaml::Value::String(key.to_owned()), it.value(key)))
            .collect()
    }

    /// Notes what was not taken.
    pub(super) fn rest(self, notes: &mut Notes) {
        for (key, it) in self.left {
            if it.is_empty() || it.text() == Some("false") {
                continue;
            }
            let said = match &it.is {
                Is::Scalar { text, .. } => format!(" (`{}`)", short(text)),
                Is::List(items) if items.len() > 1 => format!(" ({} entries)", items.len()),
                _ => String::new(),
            };
            let what = format!("`{}` of {} is left out{said}", short(key), self.of);
            notes.add(self.file, it.line, what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tree::yaml;

    #[test]
    fn what_is_not_taken_is_said() {
        let mut notes = Notes::default();
        let it = yaml("f", b"a: 1\nb: [x, y]\nc: {}\nd: {e: 1}\ng: false\n").unwrap();
        let mut fields = Fields::of("f", "`x`", &it, &mut notes);
        assert_eq!(fields.text("a", &mut notes), Some("1"));
        assert!(fields.texts("d", &mut notes).is_empty());
        fields.rest(&mut notes);
        let said: Vec<_> = notes.all.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "f:4: `d` of `x` is no list and is left out",
                "f:2: `b` of `x` is left out (2 entries)"
            ]
        );
    }
}
