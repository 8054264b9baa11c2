//! The imported network against the authors' own numbers (`tests/reference`).
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use burn::tensor::{Device, Int, Tensor, TensorData};
use safetensors::SafeTensors;
use xraygan::{
    model::{Padding, encoder::SectionEncoder, tokens::Tokens},
    report::Report,
    views::View,
    weights::Bundle,
};

/// Largest difference allowed, absolute: float32 sums in another order.
const TOLERANCE: f32 = 1e-4;

struct Reference {
    bundle: Bundle,
    expected: Vec<u8>,
    _folder: tempfile::TempDir,
}

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/reference/xraygan-small")
}

/// The folder with all checkpoints, `Sia_checkpoint.pth` among them.
fn complete() -> PathBuf {
    let folder = std::env::var_os("XRAYGAN_REFERENCE")
        .expect("XRAYGAN_REFERENCE must name the folder of Sia_checkpoint.pth");
    PathBuf::from(folder)
}

fn import(folder: &Path) -> Reference {
    let target = tempfile::tempdir().unwrap();
    let out = target.path().join("bundle");
    let status = Command::new(env!("CARGO_BIN_EXE_trainer"))
        .arg("import-weights")
        .arg(folder)
        .arg("--out")
        .arg(&out)
        .status()
        .unwrap();
    assert!(status.success());
    Reference {
        bundle: bundle::load(&out, &Device::flex()).unwrap(),
        expected: fs::read(folder.join("expected.safetensors")).unwrap(),
        _folder: target,
    }
}

impl Reference {
    fn values(&self, name: &str) -> (Vec<usize>, Vec<f32>) {
        let file = SafeTensors::deserialize(&self.expected).unwrap();
        let tensor = file.tensor(name).unwrap();
        let values = tensor.data().chunks_exact(4);
        let values = values.map(|b| f32::from_le_bytes(b.try_into().unwrap()));
        (tensor.shape().to_vec(), values.collect())
    }

    fn ids(&self, name: &str) -> ([usize; 3], Vec<i32>) {
        let file = SafeTensors::deserialize(&self.expected).unwrap();
        let tensor = file.tensor(name).unwrap();
        let ids = tensor.data().chunks_exact(8);
        let ids = ids.map(|b| i64::from_le_bytes(b.try_into().unwrap()) as i32);
        (tensor.shape().try_into().unwrap(), ids.collect())
    }

    fn tokens(&self, name: &str) -> Tokens {
        let device = Device::flex();
        let (shape, ids) = self.ids(name);
        let [batch, sentences, _] = shape;
        Tokens {
            ids: Tensor::<3, Int>::from_data(TensorData::new(ids, shape), &device),
            words: Tensor::ones(shape, &device),
            sentences: Tensor::ones([batch, sentences], &device),
        }
    }

    fn compare<const D: usize>(&self, name: &str, ours: &Tensor<D>) {
        let (shape, expected) = self.values(name);
        assert_eq!(ours.dims().to_vec(), shape, "{name}");
        let ours = ours.to_data().try_to_vec::<f32>().unwrap();
        let difference = ours
            .iter()
            .zip(&expected)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        println!("{name}: largest difference {difference:.1e}");
        assert!(difference <= TOLERANCE, "{name} differs by {difference}");
    }

    fn compare_section(&self, name: &str, section: &SectionEncoder) {
        let code = section.forward(&self.tokens(name));
        self.compare(&format!("{name}_word_attention"), &code.words);
        self.compare(&format!("{name}_sentence_attention"), &code.sentences);
        self.compare(&format!("{name}_vector"), &code.vector);
    }
}

#[test]
fn encoder_and_cascades_agree_with_pytorch() {
    let reference = import(&kept());
    let model = &reference.bundle.model;
    reference.compare_section("finding", &model.encoder.findings);
    reference.compare_section("impression", &model.encoder.impression);
    let code = model.encoder.forward(
        &reference.tokens("finding"),
        &reference.tokens("impression"),
    );
    reference.compare("embedding", &code.code);
    for view in View::ALL {
        for image in model.cascade(view).forward(&code.code.clone().into(), 3) {
            let size = image.dims()[3];
            reference.compare(&format!("{}_{size}", view.name()), &image);
        }
    }
}

#[test]
fn text_becomes_the_authors_token_ids() {
    let reference = import(&kept());
    let Bundle {
        manifest,
        vocabulary,
        ..
    } = &reference.bundle;
    let ([_, sentences, words], ids) = reference.ids("finding");
    let second = &ids[sentences * words..];
    // Writes the second report back as text, and reads it.
    let rows = second.chunks(words).map(|row| {
        let words = row.iter().filter(|&&id| id > 0);
        words
            .map(|&id| vocabulary.word(id as u32).unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    });
    let text: Vec<String> = rows.skip_while(String::is_empty).collect();
    let report = Report::from_sections(&text.join(". "), "normal.").unwrap();
    let read = report.tokenize(vocabulary).unwrap();
    let nested: Vec<Vec<u32>> = (read.findings.sentences.iter())
        .map(|sentence| sentence.words.iter().map(|word| word.id).collect())
        .collect();
    let Padding::Released { findings, .. } = manifest.model.padding else {
        panic!("imported weights are padded as published");
    };
    let tokens = Tokens::new(&[nested], findings, false, &Device::flex());
    assert_eq!(tokens.ids.into_data().try_to_vec::<i32>().unwrap(), second);
}

#[test]
#[ignore = "needs Sia_checkpoint.pth: XRAYGAN_REFERENCE=FOLDER cargo test -p trainer --test parity -- --ignored"]
fn consistency_agrees_with_pytorch() {
    let reference = import(&complete());
    let network = reference.bundle.model.consistency.as_ref().unwrap();
    let device = Device::flex();
    for size in [32, 64, 128, 256] {
        let [frontal, lateral] = View::ALL.map(|view| {
            let (shape, values) = reference.values(&format!("{}_{size}", view.name()));
            Tensor::<4>::from_data(TensorData::new(values, shape), &device)
        });
        let same = network.same_patient(frontal.clone(), lateral);
        reference.compare(&format!("vcn_different_{size}"), &(same.neg() + 1.0));
        if size == 256 {
            reference.compare("vcn_embedding_frontal", &network.embed(frontal));
        }
    }
}
