//! Abbreviations of everyday reports.

/// Abbreviations in any case, with what they stand for.
const ANY_CASE: &[(&str, &str)] = &[
    ("aicd", "defibrillator"),
    ("atel", "atelectasis"),
    ("bil", "bilateral"),
    ("bilat", "bilateral"),
    ("bilaterally", "bilateral"),
    ("biv", "biventricular"),
    ("cmgly", "cardiomegaly"),
    ("consol", "consolidation"),
    ("cpa", "costophrenic angle"),
    ("cvc", "central venous catheter"),
    ("cvl", "central venous line"),
    ("ddd", "degenerative disc disease"),
    ("djd", "degenerative joint disease"),
    ("eff", "effusion"),
    ("ett", "endotracheal tube"),
    ("fx", "fracture"),
    ("fxs", "fractures"),
    ("ggo", "ground glass opacity"),
    ("ggos", "ground glass opacities"),
    ("hx", "history"),
    ("infil", "infiltrate"),
    ("lij", "left ij"),
    ("lll", "left lower lobe"),
    ("lt", "left"),
    ("lul", "left upper lobe"),
    ("lsided", "left sided"),
    ("mod", "moderate"),
    ("msw", "median sternotomy wires"),
    ("neg", "negative"),
    ("pna", "pneumonia"),
    ("pntx", "pneumothorax"),
    ("poss", "possible"),
    ("prob", "probable"),
    ("ptx", "pneumothorax"),
    ("ptxs", "pneumothoraces"),
    ("rij", "right ij"),
    ("rll", "right lower lobe"),
    ("rml", "right middle lobe"),
    ("rsided", "right sided"),
    ("rt", "right"),
    ("rul", "right upper lobe"),
    ("susp", "suspicious"),
    ("unchgd", "unchanged"),
    ("vs", "versus"),
    ("wnl", "within normal limits"),
];

/// Abbreviations in capitals only: in small letters they are other words or units.
const CAPITALS: &[(&str, &str)] = &[
    ("L", "left"),
    ("LLZ", "left lower zone"),
    ("LUZ", "left upper zone"),
    ("PPM", "pacemaker"),
    ("R", "right"),
    ("RLZ", "right lower zone"),
    ("RUZ", "right upper zone"),
];

/// Abbreviations with a slash.
const SLASHED: &[(&str, &str)] = &[
    ("b/l", "bilateral"),
    ("c/f", "concerning for"),
    ("c/w", "consistent with"),
    ("d/t", "due to"),
    ("h/o", "history of"),
    ("r/o", "rule out"),
    ("r/l", "right and left"),
    ("l/r", "left and right"),
    ("s/o", "suggestive of"),
    ("s/p", "status post"),
    ("w/o", "without"),
    ("w/", "with"),
];

/// Signs in place of a word.
const SIGNED: &[(&str, &str)] = &[
    ("(-)", "negative"),
    ("(+)", "positive"),
    ("-ve", "negative"),
    ("+ve", "positive"),
    ("[ ]", "none"),
    ("[x]", "positive"),
];

/// What a word stands for; `raw` as it is written, `plain` as it is looked up.
pub(super) fn written_out(raw: &str, plain: &str) -> Option<&'static str> {
    let capital = CAPITALS.iter().find(|(short, _)| *short == raw);
    let any = || ANY_CASE.iter().find(|(short, _)| *short == plain);
    capital.or_else(any).map(|(_, long)| *long)
}

/// The slashed abbreviation that begins at `at`, with its length in bytes.
pub(super) fn slashed(text: &str, at: usize) -> Option<(usize, &'static str)> {
    find(SLASHED, text, at)
}

/// The sign that begins at `at`, with its length in bytes.
pub(super) fn signed(text: &str, at: usize) -> Option<(usize, &'static str)> {
    find(SIGNED, text, at)
}

fn find(list: &[(&str, &'static str)], text: &str, at: usize) -> Option<(usize, &'static str)> {
    let rest = &text[at..];
    let fits = |short: &str| {
        let same = rest
            .get(..short.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(short));
        let letter_end = short.ends_with(|it: char| it.is_alphanumeric());
        same && !(letter_end && rest[short.len()..].starts_with(char::is_alphanumeric))
    };
    let (short, long) = list.iter().find(|(short, _)| fits(short))?;
    Some((short.len(), long))
}
