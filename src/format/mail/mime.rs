//! The texts of a mail (RFC 5322 with the parts of RFC 2045 and 2046 that
//! mailers use for text): its body, or each text among its parts, decoded.

use base64ct::{Base64, Encoding};

/// The deepest that parts may hold parts.
const DEEPEST: usize = 8;
/// The most parts of a mail.
const MOST_PARTS: usize = 100;

/// Why a mail cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It has no headers.
    #[error("it has no headers, so it is no mail")]
    NoHeaders,
    /// Its parts do not fit together.
    #[error("its parts do not fit together: {0}")]
    Parts(&'static str),
    /// It is nested too deep, or has too many parts.
    #[error("it has too many parts, or parts inside parts")]
    TooMany,
    /// A part is encoded in a way that is not known, or wrongly.
    #[error("a part of it cannot be decoded: {0}")]
    Encoding(String),
}

/// The texts of a mail, with lines ended by a line feed.
///
/// # Errors
///
/// Where it is no mail, or a text in it cannot be decoded.
pub fn texts(mail: &[u8]) -> Result<Vec<Vec<u8>>, MailError> {
    let mut texts = Vec::new();
    let mut parts = 0;
    part(mail, 0, &mut parts, &mut texts)?;
    Ok(texts)
}

fn part(
    bytes: &[u8],
    depth: usize,
    parts: &mut usize,
    texts: &mut Vec<Vec<u8>>,
) -> Result<(), MailError> {
    *parts += 1;
    if depth > DEEPEST || *parts > MOST_PARTS {
        return Err(MailError::TooMany);
    }
    let (headers, body) = headers(bytes);
    if depth == 0 && headers.is_empty() {
        return Err(MailError::NoHeaders);
    }
    let header = |name: &str| {
        let found = headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let content = header("content-type");
    let kind = content.split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/") {
        let boundary = parameter(content, "boundary")
            .filter(|it| !it.is_empty() && it.len() <= 70)
            .ok_or(MailError::Parts("there is no boundary"))?;
        for inner in between(body, &boundary)? {
            part(inner, depth + 1, parts, texts)?;
        }
        return Ok(());
    }
    let as_file = header("content-disposition").to_ascii_lowercase();
    let named = [".patch", ".diff", ".yaml"]
        .iter()
        .any(|end| as_file.contains(end) || content.contains(end));
    if kind.is_empty() || kind.starts_with("text/") || named {
        let encoding = header("content-transfer-encoding").trim();
        texts.push(lines(decode(body, &encoding.to_ascii_lowercase())?));
    }
    Ok(())
}

/// Headers by their names in lower case, unfolded, and what follows them.
fn headers(bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = match end {
            Some(end) => (rest.get(..end), rest.get(end + 1..)),
            None => (Some(rest), Some(&[][..])),
        };
        let line = String::from_utf8_lossy(line.unwrap_or_default());
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return (headers, after.unwrap_or_default());
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':')
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_graphic())
        {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        } else if !headers.is_empty() || !line.starts_with("From ") {
            // Not a header: the text begins, without the empty line.
            return (headers, rest);
        }
        rest = after.unwrap_or_default();
    }
    (headers, rest)
}

/// A parameter of a header's value, without its quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|it| {
        let (key, value) = it.split_once('=')?;
        let wanted = key.trim().eq_ignore_ascii_case(name);
        wanted.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// What stands between the lines of a boundary.
fn between<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<&'a [u8]>, MailError> {
    let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        if text == open.as_bytes() || text == close.as_bytes() {
            if let Some(begun) = begun {
                found.push(body.get(begun..at).unwrap_or_default());
            }
            if text == close.as_bytes() {
                return Ok(found);
            }
            begun = Some(at + line.len());
            if found.len() > MOST_PARTS {
                return Err(MailError::TooMany);
            }
        }
        at += line.len();
    }
    Err(MailError::Parts("the last boundary is missing"))
}

fn decode(body: &[u8], encoding: &str) -> Result<Vec<u8>, MailError> {
    match encoding {
        "" | "7bit" | "8bit" | "binary" => Ok(body.to_vec()),
        "quoted-printable" => quoted(body),
        "base64" => {
            let kept = body.iter().filter(|byte| !byte.is_ascii_whitespace());
            let text: Vec<u8> = kept.copied().collect();
            let text = std::str::from_utf8(&text)
                .map_err(|_| MailError::Encoding("it is not base64".to_owned()))?;
            Base64::decode_vec(text).map_err(|_| MailError::Encoding("it is not base64".to_owned()))
        }
        other => {
            let other: String = other.chars().take(40).collect();
            Err(MailError::Encoding(format!("`{}`", other.escape_debug())))
        }
    }
}

/// Quoted-printable: `=XX` is a byte, `=` at the end of a line joins it to the
/// next.
fn quoted(body: &[u8]) -> Result<Vec<u8>, MailError> {
    let wrong = || MailError::Encoding("it is not quoted-printable".to_owned());
    let mut out = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let ended = line.ends_with(b"\n");
        let mut rest = line.trim_ascii_end();
        let mut joined = false;
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            if *byte != b'=' {
                out.push(*byte);
                continue;
            }
            if rest.is_empty() {
                joined = true;
                break;
            }
            let digits = rest.get(..2).and_then(|it| std::str::from_utf8(it).ok());
            let value = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
            out.push(value.ok_or_else(wrong)?);
            rest = rest.get(2..).unwrap_or_default();
        }
        if ended && !joined {
            out.push(b'\n');
        }
    }
    Ok(out)
}

/// Lines ended by a line feed alone, as mail ends them by two characters.
fn lines(bytes: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(text) => {
                out.extend_from_slice(text);
                out.push(b'\n');
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mail: &str) -> Result<Vec<String>, MailError> {
        let texts = texts(mail.as_bytes())?;
        let text = |it| String::from_utf8(it).expect("text");
        Ok(texts.into_iter().map(text).collect())
    }

    #[test]
    fn a_plain_mail_is_its_body() {
        let mail = "From 0 Mon Sep 17 00:00:00 2001\r\nSubject: a\r\n b\r\n\r\none\r\ntwo\r\n";
        assert_eq!(of(mail).unwrap(), ["one\ntwo\n"]);
        assert_eq!(of("no headers\n"), Err(MailError::NoHeaders));
    }

    #[test]
    fn encodings_are_undone() {
        let mail = "Content-Transfer-Encoding: quoted-printable\n\na=3Db =\nc=C3=A9  \n";
        assert_eq!(of(mail).unwrap(), ["a=b cé\n"]);
        let mail = "Content-Transfer-Encoding: base64\n\nb25l\nCg==\n";
        assert_eq!(of(mail).unwrap(), ["one\n"]);
        for bad in [
            "base64\n\n*\n",
            "quoted-printable\n\n=ZZ\n",
            "x-rot13\n\na\n",
        ] {
            let mail = format!("Content-Transfer-Encoding: {bad}");
            assert!(matches!(of(&mail), Err(MailError::Encoding(_))), "{bad}");
        }
    }

    #[test]
    fn texts_among_parts_are_found_and_others_are_not() {
        let mail = "Content-Type: multipart/mixed; boundary=\"x\"\n\npreamble\n--x\n\nplain\n--x\n\
                    Content-Type: image/png\n\nbinary\n--x\nContent-Type: application/octet-stream\n\
                    Content-Disposition: attachment; filename=\"0001-Vote.patch\"\n\npatch\n--x--\n";
        assert_eq!(of(mail).unwrap(), ["plain\n", "patch\n"]);
        let unended = "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nplain\n";
        assert!(matches!(of(unended), Err(MailError::Parts(_))));
    }

    #[test]
    fn parts_inside_parts_end_somewhere() {
        let mut mail = "Subject: a\n\nx\n".to_owned();
        for n in 0..20 {
            mail =
                format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n{mail}--b{n}--\n");
        }
        assert_eq!(of(&mail), Err(MailError::TooMany));
    }
}
