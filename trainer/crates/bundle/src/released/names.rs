//! Maps our parameter names to those of the authors' code.

/// A tensor in an authors' checkpoint.
#[derive(Debug, PartialEq, Eq)]
pub struct Released {
    /// Key in the state dictionary.
    pub name: String,
    /// Whether it is stored as `[out, in]`, ours being `[in, out]`.
    pub transposed: bool,
}

/// `findings.words.forward.input.weight` -> `module.word_RNN1.word_rnn.weight_ih_l0`.
pub fn encoder(name: &str) -> Option<Released> {
    let path: Vec<&str> = name.split('.').collect();
    let (section, rest) = path.split_first()?;
    let branch = match *section {
        "findings" => 1,
        "impression" => 2,
        "join" => return Some(linear("module.fc.0", rest.first()?)),
        _ => return None,
    };
    let word = format!("module.word_RNN{branch}");
    // The misspelling is theirs.
    let sentence = format!("module.setence_RNN{branch}");
    Some(match rest {
        ["embedding", "weight"] => plain(format!("{word}.embed.weight")),
        ["words", lstm @ ..] => recurrent(&format!("{word}.word_rnn"), lstm)?,
        ["sentences", lstm @ ..] => recurrent(&format!("{sentence}.sent_rnn"), lstm)?,
        ["word_attention", "project", kind] => linear(&format!("{word}.word_project_fc"), kind),
        ["word_attention", "context", kind] => linear(&format!("{word}.word_context_fc"), kind),
        ["sentence_attention", "project", kind] => {
            linear(&format!("{sentence}.sent_proj_fc"), kind)
        }
        ["sentence_attention", "context", kind] => {
            linear(&format!("{sentence}.sent_context_fc"), kind)
        }
        _ => return None,
    })
}

/// `refiners.0.code.weight` -> `module.decoders.1.fc.0.weight`.
pub fn decoder(name: &str) -> Option<Released> {
    let path: Vec<&str> = name.split('.').collect();
    Some(match path.as_slice() {
        ["base", "stages", i, "up", kind] => {
            plain(format!("module.decoders.0.upsamples.upsample_{i}.1.{kind}"))
        }
        ["base", "stages", i, conv, kind] => {
            plain(format!("module.decoders.0.upsamples.res_{i}.{conv}.{kind}"))
        }
        ["base", "image", kind] => plain(format!("module.decoders.0.to_img.0.{kind}")),
        ["refiners", i, rest @ ..] => {
            let refiner = format!("module.decoders.{}", i.parse::<usize>().ok()? + 1);
            match rest {
                ["code", kind] => linear(&format!("{refiner}.fc.0"), kind),
                ["input", kind] => plain(format!("{refiner}.conv1.0.{kind}")),
                ["blocks", j, "slope", _] => plain(format!("{refiner}.Res_block.{j}.prelu.weight")),
                ["blocks", j, conv, kind] => {
                    plain(format!("{refiner}.Res_block.{j}.{conv}.{kind}"))
                }
                ["up", kind] => plain(format!("{refiner}.upblock.conv.{kind}")),
                ["slope", _] => plain(format!("{refiner}.upblock.prelu.weight")),
                ["image", kind] => plain(format!("{refiner}.to_img.0.{kind}")),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// `trunk.blocks.3.norm1.gamma` -> `module.convnet.5.1.bn1.weight`.
pub fn consistency(name: &str) -> Option<Released> {
    let path: Vec<&str> = name.split('.').collect();
    Some(match path.as_slice() {
        ["trunk", "stem", kind] => plain(format!("module.convnet.conv1.{kind}")),
        ["trunk", "stem_norm", kind] => plain(format!("module.convnet.1.{}", norm(kind))),
        ["embed", kind] => linear("module.fc", kind),
        ["classify", kind] => linear("module.classifier.0", kind),
        ["trunk", "blocks", i, layer, kind] => {
            let i: usize = i.parse().ok()?;
            let block = format!("module.convnet.{}.{}", 4 + i / 2, i % 2);
            let (layer, kind) = match *layer {
                "norm1" => ("bn1", norm(kind)),
                "norm2" => ("bn2", norm(kind)),
                "shortcut" => ("downsample.0", *kind),
                "shortcut_norm" => ("downsample.1", norm(kind)),
                conv => (conv, *kind),
            };
            plain(format!("{block}.{layer}.{kind}"))
        }
        _ => return None,
    })
}

fn recurrent(layer: &str, path: &[&str]) -> Option<Released> {
    let [direction, matrix, kind] = path else {
        return None;
    };
    let matrix = if *matrix == "input" { "ih" } else { "hh" };
    let suffix = if *direction == "backward" {
        "_reverse"
    } else {
        ""
    };
    let name = format!("{layer}.{kind}_{matrix}_l0{suffix}");
    Some(Released {
        name,
        transposed: *kind == "weight",
    })
}

fn linear(layer: &str, kind: &str) -> Released {
    Released {
        name: format!("{layer}.{kind}"),
        transposed: kind == "weight",
    }
}

fn plain(name: String) -> Released {
    Released {
        name,
        transposed: false,
    }
}

fn norm(kind: &str) -> &str {
    match kind {
        "gamma" => "weight",
        "beta" => "bias",
        other => other,
    }
}
