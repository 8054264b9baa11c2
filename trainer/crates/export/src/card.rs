//! The model card `CARD.md`: training data, weaknesses and figures of the weights, for people.

use std::fmt::Write;

use xraygan::weights::Manifest;

use super::difference::Difference;
use metrics::{Direction, Figure};
use train::{checkpoint::State, run_folder::RunOptions};

/// The card as Markdown.
pub fn write(
    manifest: &Manifest,
    options: &RunOptions,
    state: &State,
    difference: &Difference,
    figures: Option<&[Figure]>,
    failures: Option<&str>,
) -> String {
    let provenance = &manifest.provenance;
    let model = &manifest.model;
    let bytes: u64 = manifest.parts.iter().map(|part| part.bytes).sum();
    let sizes: Vec<String> = model.sizes().iter().map(usize::to_string).collect();
    let of = |how: &[String], licences: &[String]| -> String {
        (how.iter().zip(licences))
            .map(|(how, licence)| format!("- {how} (licence as stated: {licence})\n"))
            .collect()
    };
    let mut data = of(&options.how, &options.licences);
    for run in &options.earlier {
        let before = of(&run.how, &run.licences);
        if !data.contains(&before) {
            data += &before;
        }
    }
    let mut card = format!(
        "# {name}\n\n\
         XRayGAN (arXiv 2006.10552): a frontal and a lateral chest X-ray of one imagined patient from a report.\n\n\
         **All images are synthetic and not for diagnosis.** Not to be used for diagnosis, triage, treatment, or as\n\
         evidence of anything about a person; not as training data without saying so.\n\n\
         | | |\n|---|---|\n\
         | licence of the weights | {licence} |\n\
         | parameters | {parameters} |\n\
         | download | {megabytes:.1} MB, {precision:?} |\n\
         | images | {sizes} px |\n\
         | widths | code {code}, noise {noise}, refiner {refiner}, consistency {consistency} |\n\
         | images seen in training | {images} |\n\
         | hours of training | {hours:.1} |\n\
         | precision against 32 bits | {mean:.1e} on average, {largest:.1e} at most (black to white is 2) |\n\n\
         ## Training data\n\n{training}\n\n{data}\n\
         {studies} training studies, {pairs} with both views.\n",
        name = provenance.name,
        licence = provenance.licence,
        parameters = manifest.parameters,
        megabytes = bytes as f64 / 1e6,
        precision = manifest.precision,
        sizes = sizes.join(", "),
        code = model.code,
        noise = model.noise,
        refiner = model.refiner,
        consistency = model.consistency,
        images = state.images,
        hours = state.seconds / 3600.0,
        mean = difference.mean,
        largest = difference.largest,
        training = provenance.training_data,
        studies = options.studies[0],
        pairs = options.studies[1],
    );
    if !manifest.weak.is_empty() {
        card += "\n## Drawn too weakly\n\n\
            A judge, trained on real images of the same data, finds these in generated images with a smaller area under\n\
            the ROC curve (AUROC) than it should: 0.85, or 90 % of what it reaches on real ones where that is less and\n\
            it can tell there at all (0.75). Where a report asks for one, page and program warn.\n\n\
            | finding | AUROC of its worst question (present, left, right) | threshold |\n|---|---|---|\n";
        for it in &manifest.weak {
            // Writing to a string cannot fail.
            let _ = writeln!(
                card,
                "| {} | {:.3} | {:.3} |",
                it.finding, it.measured, it.needed
            );
        }
    }
    if let Some(failures) = failures {
        card += &format!("\n## Known failures\n\n{}\n", failures.trim());
    }
    match figures {
        None => {
            card += "\n## Evaluation\n\nNone. `trainer evaluate` makes one, `trainer export --evaluation` adds it.\n"
        }
        Some(figures) => {
            card += "\n## Evaluation\n\n| figure | value | n | better | ceiling | floor |\n|---|---|---|---|---|---|\n";
            for figure in figures {
                let bound = |value: Option<f64>| {
                    value.map_or_else(String::new, |value| format!("{value:.3}"))
                };
                let better = match figure.direction {
                    Direction::Higher => "higher",
                    Direction::Lower => "lower",
                    Direction::Neither => "",
                };
                // Writing to a string cannot fail.
                let _ = writeln!(
                    card,
                    "| {} | {:.3} | {} | {better} | {} | {} |",
                    figure.name,
                    figure.value,
                    figure.n,
                    bound(figure.ceiling),
                    bound(figure.floor)
                );
            }
        }
    }
    card
}
