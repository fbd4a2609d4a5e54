use super::*;

#[test]
fn a_hand_written_file_gets_one_style() {
    let text = "# head\n\n\nname:   'Technical Board' # its name\nkind: \"board\"\npurpose: the last resort,\n    which decides where nobody else can agree, and about which more could be said\n    than fits\nauthority:\n- area: website   # since ever\n  powers:\n      - control\n      - merge\n# the next\n- {area: wiki}\n\n\nmembers: [\n   {person: ann}, # one\n   # two\n   {person: ben}\n   # end\n]\nsucceeded_by:\n  - a\n  - b\nformer_ids: []   # none\n# last\n";
    insta::assert_snapshot!(tidy(text).unwrap());
}

#[test]
fn comments_stay_with_their_list() {
    let text = "members:\n  - {person: a}\n  # - {person: b}\nseats: 5\n# about the end\n";
    assert_eq!(tidy(text).unwrap(), text);
}

#[test]
fn a_comment_in_an_empty_list_behind_a_dash_stands_above_it() {
    let text = "a:\n  - b: [ # none\n      # yet\n      ]\n    c: |\n      x\n  - - d: # one\n      # two\n        3\n";
    let wanted =
        "a:\n  # none\n  # yet\n  - b: []\n    c: |\n      x\n  # one\n  # two\n  - - {d: 3}\n";
    assert_eq!(tidy(text).unwrap(), wanted);
}

#[test]
fn blocks_keep_their_lines() {
    let text = "a: |  # c\n      one\n        two\n\n      three\nb: >-\n    x\n    y\n";
    let wanted = "a: | # c\n  one\n    two\n\n  three\nb: >-\n  x\n  y\n";
    assert_eq!(tidy(text).unwrap(), wanted);
}

#[test]
fn numbers_and_dates_stay_as_they_are_written() {
    let text = "a: 1.50\nb: 2014-10\nc: '2014'\nd: \"x\"\ne:\nf: 0x1F\n";
    let wanted = "a: 1.50\nb: 2014-10\nc: \"2014\"\nd: x\ne: null\nf: 0x1F\n";
    assert_eq!(tidy(text).unwrap(), wanted);
}
