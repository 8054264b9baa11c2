//! Radiographs: from a file of any supported kind to the grey square that the dataset holds.
//!
//! Left and right are never exchanged: the side of the heart is a finding.

mod area;
mod contrast;
mod crop;
mod open;
mod resize;

pub use crate::grey::{Gray16, MAX_PIXELS, MAX_SIDE, check_size};
pub use contrast::PERCENTILES;
pub use open::read_radiograph;

use anyhow::Result;
use image::GrayImage;

/// How a radiograph becomes an image of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Side of the square, in pixels.
    pub size: u32,
    /// Whether the black borders of the collimator are cut off.
    pub crop: bool,
    /// Whether the histogram is equalised, as published (arXiv 2006.10552).
    pub equalise: bool,
}

impl Pipeline {
    /// Crops black borders, fits the longer side to `size` by area averaging, stretches the
    /// contrast between two percentiles and pads the shorter side with black.
    ///
    /// # Errors
    ///
    /// Fails if the image is blank: all of (nearly) one grey.
    pub fn run(&self, image: &Gray16) -> Result<GrayImage> {
        let content = if self.crop {
            crop::content(image)?
        } else {
            area::Area::of(image)
        };
        let small = resize::fit(image, content, self.size)?;
        let mut grey = contrast::stretch(&small)?;
        if self.equalise {
            contrast::equalise(&mut grey);
        }
        Ok(resize::pad(&grey, self.size))
    }

    /// The pipeline in words, for `dataset.json`.
    pub fn describe(&self) -> String {
        let (low, high) = PERCENTILES;
        format!(
            "{} px square, black borders {}, padded, area averaging, contrast from percentile {low} to {high}{}",
            self.size,
            if self.crop { "cropped" } else { "kept" },
            if self.equalise {
                ", histogram equalised"
            } else {
                ""
            },
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use image::Luma;

    use super::*;

    /// A bright wedge, brighter to the right, inside black borders.
    fn radiograph(width: u32, height: u32, border: u32) -> Gray16 {
        Gray16::from_fn(width, height, |x, y| {
            let inside =
                (border..width - border).contains(&x) && (border..height - border).contains(&y);
            let value = if inside {
                8_000 + x * 40_000 / width + (y % 7) * 100
            } else {
                300
            };
            Luma([u16::try_from(value).unwrap()])
        })
    }

    #[test]
    fn borders_go_the_aspect_stays_and_nothing_is_flipped() {
        let pipeline = Pipeline {
            size: 64,
            crop: true,
            equalise: false,
        };
        let out = pipeline.run(&radiograph(600, 400, 100)).unwrap();
        assert_eq!(out.dimensions(), (64, 64));
        // The content is 400 x 200: it fills the width and half the height.
        assert_eq!(out.get_pixel(32, 10).0, [0], "padded above");
        assert_eq!(out.get_pixel(32, 53).0, [0], "padded below");
        let row: Vec<u8> = (0..64).map(|x| out.get_pixel(x, 32).0[0]).collect();
        assert!(row[1] < 20 && row[62] > 235, "{row:?}");
        assert!(
            row.windows(2)
                .all(|pair| pair[1] >= pair[0].saturating_sub(3)),
            "{row:?}"
        );

        let kept = Pipeline {
            crop: false,
            ..pipeline
        }
        .run(&radiograph(600, 400, 100))
        .unwrap();
        assert_eq!(kept.get_pixel(3, 32).0, [0], "the border is there");
    }

    #[test]
    fn a_few_wild_pixels_do_not_take_the_contrast() {
        let mut image = radiograph(512, 512, 0);
        for x in 0..16 {
            image.put_pixel(x, 3, Luma([65_535]));
        }
        let pipeline = Pipeline {
            size: 512,
            crop: false,
            equalise: false,
        };
        let out = pipeline.run(&image).unwrap();
        assert!(out.get_pixel(500, 300).0[0] > 240);
    }

    #[test]
    fn equalising_flattens_the_histogram() {
        // Most pixels dark, few bright.
        let image = Gray16::from_fn(256, 256, |x, y| {
            let t = f64::from(x * 256 + y) / 65_536.0;
            Luma([(t.powi(4) * 65_535.0) as u16])
        });
        let plain = Pipeline {
            size: 256,
            crop: false,
            equalise: false,
        }
        .run(&image)
        .unwrap();
        let equal = Pipeline {
            size: 256,
            crop: false,
            equalise: true,
        }
        .run(&image)
        .unwrap();
        // Of what is not background, half is below the middle.
        let below = |image: &GrayImage| {
            image
                .pixels()
                .filter(|p| (1..128).contains(&p.0[0]))
                .count()
        };
        let content = plain.pixels().filter(|p| p.0[0] >= 8).count();
        assert!(below(&plain) * 10 > content * 6);
        assert!((below(&equal) * 100).abs_diff(content * 50) < content * 4);
        assert_eq!(equal.get_pixel(0, 0).0, [0], "background");
    }

    #[test]
    fn blank_images_are_refused_and_small_ones_enlarged() {
        let pipeline = Pipeline {
            size: 128,
            crop: true,
            equalise: false,
        };
        for value in [0, 30_000, 65_535] {
            let blank = Gray16::from_pixel(300, 200, Luma([value]));
            assert!(pipeline.run(&blank).is_err(), "{value}");
        }
        let out = pipeline.run(&radiograph(40, 40, 0)).unwrap();
        assert!(out.get_pixel(120, 64).0[0] > 200);
        let thin = Gray16::from_fn(2_000, 2, |x, _| Luma([(x * 30) as u16]));
        assert_eq!(pipeline.run(&thin).unwrap().dimensions(), (128, 128));
    }
}
