//! The text of a piece of a web page, as it is pasted from a viewer.

use super::words::listed;

/// Elements of web pages that a paste may hold.
const ELEMENTS: &str = "a b big blockquote body br caption center code col dd div dl dt em font form h1 h2 h3 h4 h5 h6 head \
    header hr html i img ins label li main ol p pre s script section small span strike strong style sub sup table tbody td \
    tfoot th thead title tr tt u ul article footer o:p";

/// Elements that stand on lines of their own.
const LINES: &str = "blockquote br caption center dd div dl dt h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody \
    tfoot thead tr ul article footer";

/// Elements whose content is no text of the page.
const SILENT: [&str; 4] = ["script", "style", "head", "title"];

/// Elements without text: one alone is a word of a text, not a piece of a page.
const WORDLESS: [&str; 1] = ["img"];

/// Characters that are written as names.
const NAMES: [(&str, &str); 18] = [
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("deg", "°"),
    ("gt", ">"),
    ("ge", "≥"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lt", "<"),
    ("mdash", "—"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("rsquo", "’"),
];

/// A tag at the start of a text.
struct Tag<'a> {
    name: String,
    closes: bool,
    /// The text behind it.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let closes = inside.starts_with('/');
        let inside = inside.strip_prefix('/').unwrap_or(inside);
        let end = inside.find(|it: char| !(it.is_ascii_alphanumeric() || it == ':'))?;
        let name = inside[..end].to_ascii_lowercase();
        // A tag is short: "<" far from its ">" is a sign.
        let near = &inside[..inside.floor_char_boundary(2000)];
        let close = near[end..].find('>')? + end;
        let attributes = &inside[end..close];
        let open = attributes.is_empty()
            || attributes.starts_with(|it: char| it.is_whitespace() || it == '/');
        (open && listed(ELEMENTS, &name)).then(|| Self {
            name,
            closes,
            rest: &inside[close + 1..],
        })
    }
}

/// Whether the text is a whole page.
pub(super) fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    ["<!doctype html", "<html"].iter().any(|it| {
        start
            .get(..it.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(it))
    })
}

/// Whether the text has an element of a page that bears or parts text, or a named character.
pub(super) fn is_fragment(text: &str) -> bool {
    let tags = || {
        text.match_indices('<')
            .filter_map(|(at, _)| Tag::of(&text[at..]))
            .any(|tag| !WORDLESS.contains(&tag.name.as_str()))
    };
    let named = || {
        text.match_indices('&')
            .any(|(at, _)| character(&text[at..]).is_some())
    };
    !text.trim_start().starts_with("<?xml") && !text.contains("<eCitation") && (tags() || named())
}

/// The text that a page shows: lines by its blocks, cells of a row between bars.
pub(super) fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
        } else if let Some(tag) = (next == '<').then(|| Tag::of(rest)).flatten() {
            rest = tag.rest;
            if SILENT.contains(&tag.name.as_str()) && !tag.closes {
                rest = behind_close(rest, &tag.name);
            } else if listed(LINES, &tag.name) {
                text.push('\n');
            } else if matches!(tag.name.as_str(), "td" | "th")
                && !tag.closes
                && !text.trim_end_matches(' ').ends_with('\n')
            {
                text.push_str(" | ");
            }
        } else if let Some((length, name)) = (next == '&').then(|| character(rest)).flatten() {
            text.push_str(&name);
            rest = &rest[length..];
        } else {
            text.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    text
}

/// What stands behind the end of an element.
fn behind_close<'a>(text: &'a str, name: &str) -> &'a str {
    let ends = text.match_indices("</").find(|(at, _)| {
        text[at + 2..]
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    });
    ends.and_then(|(at, _)| text[at..].split_once('>'))
        .map_or("", |(_, behind)| behind)
}

/// The length of a named or numbered character at the start of a text, and the character.
fn character(text: &str) -> Option<(usize, String)> {
    let inside = text.strip_prefix('&')?;
    let near = &inside[..inside.floor_char_boundary(10)];
    let end = near.find(';')?;
    let name = &near[..end];
    let found = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            let character =
                char::from_u32(code.ok()?).filter(|it| !it.is_control() || it.is_whitespace())?;
            character.to_string()
        }
        None => NAMES.iter().find(|(it, _)| *it == name)?.1.to_owned(),
    };
    Some((end + 2, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_paste() {
        let paste = "<p><b>FINDINGS:</b> Small&nbsp;right effusion, 5&#160;mm &lt; 1 cm.</p><STYLE>p{}</STYLE><br/>Clear.";
        assert!(is_fragment(paste));
        assert_eq!(
            text(paste),
            "\nFINDINGS: Small right effusion, 5\u{a0}mm < 1 cm.\n\nClear."
        );
        let rows = "<table><tr><td>Effusion</td><td>none</td></tr></table>";
        assert_eq!(text(rows).trim(), "Effusion | none");
    }

    #[test]
    fn signs_are_no_tags() {
        for plain in [
            "Nodule < 5 mm, mass > 3 cm",
            "a <b",
            "R&D",
            "The heart <img src=x onerror=\"alert(1)\"> is normal.",
            "<eCitation><p>x</p></eCitation>",
        ] {
            assert!(!is_fragment(plain), "{plain}");
        }
    }
}
