//! Sentence frames that affirm, hedge or deny a finding.

/// Around `<x>`, a noun phrase.
pub const PRESENT: &[&str] = &[
    "<x>",
    "<x>",
    "<x>",
    "there is <x>",
    "there is <x>",
    "there are <x>",
    "there is a <x>",
    "<x> {is|are} {seen|noted|present|identified|demonstrated|again seen|again noted|visualized|evident}",
    "{again noted is|again seen is|note is made of|there is again|there has been development of|interval development of|again demonstrated is} <x>",
    "{stable|unchanged|persistent|chronic|new|residual|known|increased|improved|worsening|decreased|prior|redemonstrated|grossly stable|interval increase in|mild interval improvement in} <x>",
    "<x>{, unchanged|, stable|, new from prior|, similar to the prior study|, not significantly changed| without significant interval change| compared to prior| since the previous exam|, chronic| again noted| redemonstrated}",
    "{findings|appearance|changes|constellation of findings} {consistent with|compatible with|indicating|in keeping with|representing|most consistent with|compatible} <x>",
    "<x> {is|are|remains|remain} {unchanged|stable|similar|the same}",
    "no change in {the |}<x>",
    "no {significant|interval} change in <x>",
    "{visualized|incidental|incidental note of} <x>",
    "status post trauma with <x>",
    "lungs demonstrate <x>",
    "the examination {shows|demonstrates|reveals} <x>",
    "lateral view {shows|reveals|demonstrates} <x>",
];

/// Around `<x>`, a clause that says it is there.
pub const CLAUSE: &[&str] = &[
    "<x>",
    "<x>",
    "<x>",
    "<x>, {unchanged|stable|as before|similar to prior}",
    "again, <x>",
    "<x> {compared to prior|since prior|on this exam}",
];

/// Around `<x>`, which may be there.
pub const POSSIBLE: &[&str] = &[
    "{possible|probable|questionable|suspected|likely|potential|suspicion of|question of} <x>",
    "{possible|probable|questionable} <x>",
    "{there may be|there is possibly|there could be|there is questionable|there is probable} <x>",
    "{findings|opacity|appearance|this|changes|density} {may represent|could represent|suggests|may reflect|suspicious for|concerning for|worrisome for|suggestive of|suggesting|possibly representing|likely representing|could reflect|may be due to|raises the question of} <x>",
    "<x> {cannot be excluded|is possible|is suspected|is not excluded|cannot be ruled out|should be considered|is questioned|cannot entirely be excluded}",
    "{cannot exclude|difficult to exclude|cannot rule out} <x>",
    "increased density, {may represent|possibly|suspicious for|concerning for} <x>",
];

/// Between `<x>` and `<y>`, one of which may be there.
pub const EITHER: &[&str] = &[
    "<x> versus <y>",
    "<x> or <y>",
    "{may represent|could represent|possible|probable|suggests|opacity may represent|differential includes|findings may represent|opacities suggest} <x> {or|versus|and/or} <y>",
];

/// Around `<x>`, a list of what is not there, joined by `or`.
pub const DENIED: &[&str] = &[
    "no <x>",
    "no <x>",
    "there is no <x>",
    "there is no {evidence of|definite|visible|acute|large|convincing evidence of|radiographic evidence of|sizable} <x>",
    "no {evidence of|definite|visible|acute|large|convincing|radiographic evidence of|sizable|typical findings of|suspicious|obvious|significant|evidence for} <x>",
    "{negative for|without|without evidence of|free of|no evidence for} <x>",
    "{lungs are|the lungs are|lungs|both lungs are} {clear of|free of} <x>",
    "{lungs are clear|the lungs are clear|lungs are normally inflated|lungs are well expanded|lungs clear} without {evidence of |}<x>",
    "no <x> {is seen|identified|is identified|are seen|noted|seen|evident|visualized|is appreciated}",
    "<x> {is not seen|is not identified|are not seen|is not present|is absent}",
    "heart size is normal without <x>",
    "{no visible|no discernible|no obvious} <x>",
];

/// Around `<x>` and `<y>`, neither of which is there.
pub const NEITHER: &[&str] = &[
    "neither <x> nor <y>",
    "no <x>, no <y>",
    "no <x> and no <y>",
    "there is neither <x> nor <y>",
    "<x>: none, <y>: none",
];

/// Around `<x>`, which is gone.
pub const GONE: &[&str] = &[
    "{interval resolution of|resolution of|complete resolution of|interval clearing of} {the |}<x>",
    "{previously seen|previous|prior} <x> {has|have} {resolved|cleared}",
    "<x> {has|have} resolved",
    "<x> no longer {seen|identified|visualized}",
];

/// Around `<x>`, a device that is gone.
pub const REMOVED: &[&str] = &[
    "interval removal of {the |}<x>",
    "<x> {has|have} been removed",
];

/// Of `<x>`, which is there, and `<y>`, which is there too.
pub const TOGETHER: &[&str] = &[
    "<x> and <y>",
    "<x> with <y>",
    "there is <x> and <y>",
    "<x> as well as <y>",
    "<x>, <y>",
    "<x> {associated with|with associated|and associated} <y>",
];

/// Of `<x>`, which is there, and `<n>`, a list of what is not.
pub const MIXED: &[&str] = &[
    "<x> without <n>",
    "no <n>, but <x>",
    "<x>, but no <n>",
    "no <n> with <x>",
    "<x>; no <n>",
    "<x> {without evidence of|with no|without associated} <n>",
    "there is <x> without <n>",
    "although there is <x>, there is no <n>",
];
