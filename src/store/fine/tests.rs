//! The quick look at trees says what the full check says, whatever the bytes.

use proptest::prelude::*;

use super::super::tree::checked;
use super::*;

const WIDTH: usize = 20;

/// One entry: its mode, its name, and what its id is made of.
type Made = (&'static str, String, u8);

fn bytes(entries: &[Made]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(format!("{mode} {name}\0").as_bytes());
        // Ids that look like the beginnings of entries.
        let id = match id {
            0 => *b"00644 a\x00100644 b\x00000",
            1 => *b"\x0040000 a\x0040000 b\x00000",
            id => [*id; WIDTH],
        };
        bytes.extend_from_slice(&id);
    }
    bytes
}

/// As git would write them: in its order, each name once.
fn sorted(mut entries: Vec<Made>) -> Vec<Made> {
    let key = |it: &Made| match it.0 {
        "40000" => format!("{}/", it.1),
        _ => it.1.clone(),
    };
    entries.sort_by_key(key);
    entries.dedup_by_key(|it| it.1.clone());
    entries
}

fn made() -> impl Strategy<Value = Made> {
    let mode = prop::sample::select(vec!["100644", "100644", "40000", "40000", "100755"]);
    let name = prop_oneof![
        8 => "[abc]{1,3}(\\.[ab])?",
        2 => "[abAB]{1,2}[-.]?[ab]{0,1}",
        1 => prop::sample::select(vec![
            "", ".", "..", ".git", ".GIT", "git~1", "GIT~9", "a/", "a ", "a.", "a\\b", "é", "É",
        ]).prop_map(str::to_owned),
    ];
    (mode, name, 0_u8..5)
}

/// What may be done to a tree.
#[derive(Debug, Clone)]
enum Edit {
    Put(prop::sample::Index, Made),
    Take(prop::sample::Index),
    Replace(prop::sample::Index, Made),
    Other(prop::sample::Index, u8),
    Swap(prop::sample::Index),
    Cut(prop::sample::Index),
    Byte(prop::sample::Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => (at(), made()).prop_map(|(at, it)| Edit::Put(at, it)),
        2 => at().prop_map(Edit::Take),
        2 => (at(), made()).prop_map(|(at, it)| Edit::Replace(at, it)),
        4 => (at(), 0_u8..5).prop_map(|(at, id)| Edit::Other(at, id)),
        1 => at().prop_map(Edit::Swap),
        1 => at().prop_map(Edit::Cut),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
    ]
}

fn edited(entries: &[Made], edits: &[Edit], in_order: bool) -> Vec<u8> {
    let mut entries = entries.to_vec();
    for edit in edits {
        let len = entries.len();
        match edit {
            Edit::Put(at, it) => entries.insert(at.index(len + 1), it.clone()),
            Edit::Take(at) if len > 0 => _ = entries.remove(at.index(len)),
            Edit::Replace(at, it) if len > 0 => entries[at.index(len)] = it.clone(),
            Edit::Other(at, id) if len > 0 => entries[at.index(len)].2 = *id,
            Edit::Swap(at) if len > 1 => entries.swap(0, at.index(len)),
            _ => {}
        }
    }
    let mut bytes = bytes(&if in_order { sorted(entries) } else { entries });
    for edit in edits {
        let len = bytes.len();
        match edit {
            Edit::Cut(at) if len > 0 => bytes.truncate(at.index(len)),
            Edit::Byte(at, byte) if len > 0 => bytes[at.index(len)] = *byte,
            _ => {}
        }
    }
    bytes
}

fn is_clean(tree: &[u8]) -> bool {
    checked("", tree, WIDTH).1.is_empty()
}

fn all<'t>(tree: &'t [u8], fine: &Fine, some: Range<usize>) -> Vec<&'t [u8]> {
    let mut rest = fine.stretch(tree, some);
    std::iter::from_fn(|| take(&mut rest, WIDTH).map(|it| it.bytes)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_full_check(
        entries in prop::collection::vec(made(), 0..12),
        in_order: bool,
        edits in prop::collection::vec(edit(), 0..3),
        in_order_too: bool,
    ) {
        let entries = if in_order { sorted(entries) } else { entries };
        let old = bytes(&entries);
        let new = edited(&entries, &edits, in_order_too);
        let (a, b) = (Fine::of(&old, WIDTH), Fine::of(&new, WIDTH));
        prop_assert_eq!(a.is_some(), is_clean(&old));
        prop_assert_eq!(b.is_some(), is_clean(&new));
        let Some(a) = a else { return Ok(()) };
        // What is found out from a like tree is what the full look finds.
        if let Some(like) = Fine::like((&old, &a), &new, WIDTH) {
            prop_assert_eq!(Some(&like), b.as_ref());
        } else if let Some(b) = &b {
            // It may leave open only what letters with cases ask.
            prop_assert!(a.folds() || b.folds());
        }
        for raw in checked("", &old, WIDTH).0 {
            let found = a.find(&old, raw.name, WIDTH);
            prop_assert_eq!(found.map(|it| it.bytes), Some(raw.bytes));
        }
        for name in ["", "a", "b", "a/", "abc", "zz", "a.b"] {
            let plain = checked("", &old, WIDTH).0;
            let plain = plain.iter().find(|it| it.name == name.as_bytes());
            let found = a.find(&old, name.as_bytes(), WIDTH);
            prop_assert_eq!(found.map(|it| it.bytes), plain.map(|it| it.bytes));
        }
        let Some(b) = b else { return Ok(()) };
        let (before, after) = Fine::differing((&old, &a), (&new, &b));
        let mut put_together = all(&old, &a, 0..before.start);
        put_together.extend(all(&new, &b, after.clone()));
        put_together.extend(all(&old, &a, before.end..a.len()));
        prop_assert_eq!(put_together, all(&new, &b, 0..b.len()));
        prop_assert_eq!(before.start, after.start);
        if old == new {
            prop_assert!(before.is_empty() && after.is_empty());
        }
    }
}

#[test]
fn one_change_among_many_is_all_that_is_looked_at() {
    let mut entries: Vec<Made> = (0..500)
        .map(|n| ("100644", format!("voter-{n:03}.yaml"), 7))
        .collect();
    let old = bytes(&entries);
    entries[300].2 = 9;
    entries.insert(200, ("100644", "voter-199a.yaml".to_owned(), 8));
    let new = bytes(&entries);
    let a = Fine::of(&old, WIDTH).unwrap();
    let b = Fine::like((&old, &a), &new, WIDTH).unwrap();
    assert_eq!(Fine::of(&new, WIDTH), Some(b.clone()));
    let (before, after) = Fine::differing((&old, &a), (&new, &b));
    assert_eq!((before, after), (200..301, 200..302));
    assert_eq!(common_start(&old, &old), old.len());
    assert_eq!(common_end(&old[3..], &old), old.len() - 3);
}

#[test]
fn a_file_and_a_folder_of_one_name_are_doubles_also_apart() {
    let file = |name: &str| ("100644", name.to_owned(), 7);
    let folder = |name: &str| ("40000", name.to_owned(), 7);
    let old = bytes(&[file("a.b"), file("a.c"), folder("b")]);
    let a = Fine::of(&old, WIDTH).unwrap();
    // Each beside the other's neighbours, not beside the other.
    let both = bytes(&[
        file("a"),
        file("a.b"),
        file("a.c"),
        folder("a"),
        folder("b"),
    ]);
    assert_eq!(Fine::of(&both, WIDTH), None);
    for one in [
        vec![file("a"), file("a.b"), file("a.c"), folder("b")],
        vec![file("a.b"), file("a.c"), folder("a"), folder("b")],
    ] {
        let one = bytes(&one);
        let known = Fine::like((&old, &a), &one, WIDTH).unwrap();
        assert_eq!(Fine::of(&one, WIDTH), Some(known.clone()));
        assert_eq!(Fine::like((&one, &known), &both, WIDTH), None);
    }
}
