//! The template cascade of one view: trunk, flows and templates at each scale.

use burn::{
    module::{Module, Param},
    nn::{Linear, LinearConfig, conv::Conv2d},
    tensor::{Device, Distribution, Tensor, TensorData, activation},
};

use super::{
    anatomy::AnatomyChoice,
    modulated::ModulatedBlock,
    resampling::{cubic, resampling, tent},
};
use crate::{
    condition::MAPS,
    model::{
        cascade::Drive,
        config::TemplatesConfig,
        layers::{LEAK, conv, conv3x3, convolve, upsample2},
        ops,
    },
};

/// Side of the first features.
const SEED: usize = 4;

/// Side at which the flows are said, in pixels.
pub const FLOW: usize = 16;

/// Channels that the maps are mixed to.
const SPOTS: usize = 8;

/// First weights of the flows, as a share of the usual.
const CALM: f64 = 0.1;

/// Deviation of the first templates.
const FIRST: f64 = 0.1;

/// One scale from 64 px on.
#[derive(Module, Debug)]
pub struct TemplateScale {
    /// Learnt layers of each anatomy, `[anatomies * layers, channels, side, side]`.
    pub templates: Param<Tensor<4>>,
    /// Carried layers to features, 1 x 1.
    pub mix: Conv2d,
    /// Maps of places to features, 1 x 1 without bias.
    pub spots: Conv2d,
    /// Features of the last scale, of layers and of maps to those of this one.
    pub block: ModulatedBlock,
    /// Features to what is added to the image, 1 x 1.
    pub image: Conv2d,
}

/// From code and places to images of 32, 64 .. pixels.
#[derive(Module, Debug)]
pub struct TemplateCascade {
    /// Code to the first features.
    pub seed: Linear,
    /// At 8 pixels.
    pub at8: ModulatedBlock,
    /// Maps to features at 16 pixels.
    pub spots16: Conv2d,
    /// At 16 pixels.
    pub at16: ModulatedBlock,
    /// Where each layer goes, x and y.
    pub flow: Conv2d,
    /// How strongly each layer shows.
    pub gain: Conv2d,
    /// Maps to features at 32 pixels.
    pub spots32: Conv2d,
    /// At 32 pixels.
    pub at32: ModulatedBlock,
    /// Features to the first image.
    pub image32: Conv2d,
    /// The scales after it.
    pub scales: Vec<TemplateScale>,
}

/// A cascade between two scales.
#[derive(Debug, Clone)]
pub struct TemplateState {
    /// `[n, 1, side, side]`.
    pub image: Tensor<4>,
    features: Tensor<4>,
    flow: Tensor<4>,
    gain: Tensor<4>,
}

impl TemplateCascade {
    pub(crate) fn new(config: &TemplatesConfig, sizes: &[usize], device: &Device) -> Self {
        let code = config.code;
        let [w4, w8, w16, w32] = config.trunk;
        let layers = config.layers;
        let anatomies = config.patient.anatomies.len();
        let spots = || conv(MAPS, SPOTS, 1, 1, device, false);
        let block = |inputs, outputs| ModulatedBlock::new(inputs, outputs, code, device);
        let mut flow = conv3x3(w16, 2 * layers, true, device);
        flow.weight = flow.weight.map(|it| it * CALM);
        flow.bias = flow.bias.map(|bias| bias.map(|it| it.zeros_like()));
        let mut before = w32;
        let scales = sizes.iter().skip(1).enumerate().map(|(at, &side)| {
            let width = config.width(at);
            let channels = config.channels(at);
            let shape = [anatomies * layers, channels, side, side];
            let first = Tensor::random(shape, Distribution::Normal(0.0, FIRST), device);
            let scale = TemplateScale {
                templates: Param::from_tensor(first),
                mix: conv(layers * channels, width, 1, 1, device, true),
                spots: spots(),
                block: block(before + width + SPOTS, width),
                image: conv(width, 1, 1, 1, device, true),
            };
            before = width;
            scale
        });
        let scales = scales.collect();
        Self {
            seed: LinearConfig::new(code, w4 * SEED * SEED).init(device),
            at8: block(w4, w8),
            spots16: spots(),
            at16: block(w8 + SPOTS, w16),
            flow,
            gain: conv3x3(w16, layers, true, device),
            spots32: spots(),
            at32: block(w16 + SPOTS, w32),
            image32: conv(w32, 1, 1, 1, device, true),
            scales,
        }
    }

    /// 32 x 32.
    #[must_use]
    pub fn first(&self, drive: &Drive) -> TemplateState {
        let code = &drive.code;
        let x = activation::leaky_relu(self.seed.forward(code.clone()), LEAK);
        let [n, width] = x.dims();
        let x = x.reshape([n, width / (SEED * SEED), SEED, SEED]);
        let shown = |spots: &Conv2d, at: usize| convolve(spots, drive.maps[at].clone());
        let x = upsample2(self.at8.forward(upsample2(x), code));
        let x = Tensor::cat(vec![x, shown(&self.spots16, 0)], 1);
        let x = self.at16.forward(x, code);
        let (flow, gain) = (
            convolve(&self.flow, x.clone()),
            convolve(&self.gain, x.clone()),
        );
        let x = Tensor::cat(vec![upsample2(x), shown(&self.spots32, 1)], 1);
        let features = self.at32.forward(x, code);
        TemplateState {
            image: convolve(&self.image32, features.clone()),
            features,
            flow,
            gain,
        }
    }

    /// The scale with index `scale`, from 1; `None` past the last.
    #[must_use]
    pub fn next(&self, scale: usize, drive: &Drive, state: TemplateState) -> Option<TemplateState> {
        let shown = drive.maps.get(scale + 1)?.clone();
        let scale = self.scales.get(scale.checked_sub(1)?)?;
        let carried = scale.carried(&state.flow, &state.gain, &drive.anatomies);
        let x = Tensor::cat(
            vec![
                upsample2(state.features),
                convolve(&scale.mix, carried),
                convolve(&scale.spots, shown),
            ],
            1,
        );
        let features = scale.block.forward(x, &drive.code);
        Some(TemplateState {
            image: upsample2(state.image) + convolve(&scale.image, features.clone()),
            features,
            flow: state.flow,
            gain: state.gain,
        })
    }
}

impl TemplateCascade {
    /// Replaces the templates of an anatomy at the scale with index `scale`, from 0 at 64 pixels: `[layers, channels, side,
    /// side]`.
    pub(crate) fn put(&mut self, scale: usize, anatomy: usize, values: TensorData) {
        let Some(scale) = self.scales.get_mut(scale) else {
            return;
        };
        let sides = values.shape().to_vec();
        let [layers, channels, side, _] = sides[..] else {
            return;
        };
        let first = anatomy * layers;
        scale.templates = scale.templates.clone().map(|all| {
            let own = Tensor::<4>::from_data(values, &all.device()).cast(all.dtype());
            all.slice_assign([first..first + layers, 0..channels, 0..side, 0..side], own)
        });
    }
}

impl TemplateScale {
    /// The layers of the chosen anatomies, each moved by its flow and weighed by its gain:
    /// `[n, layers * channels, side, side]`.
    fn carried(&self, flow: &Tensor<4>, gain: &Tensor<4>, anatomies: &AnatomyChoice) -> Tensor<4> {
        let [_, channels, side, _] = self.templates.dims();
        let [n, layers, ..] = gain.dims();
        let flow = enlarged(flow, side, cubic);
        let flow = flow.reshape([n * layers, 2, side, side]);
        let gain = enlarged(gain, side, tent) + 1.0;
        let gain = gain.reshape([n * layers, 1, side, side]);
        let moved = anatomies.blend(n, |chosen, shares| {
            let of_layers = |&anatomy: &usize| anatomy * layers..(anatomy + 1) * layers;
            let order: Vec<usize> = chosen.iter().flat_map(of_layers).collect();
            let moved = (ops::current().warp)(self.templates.val(), &order, flow.clone());
            match shares {
                None => moved,
                Some(shares) => {
                    let each = |&share: &f32| std::iter::repeat_n(share, layers);
                    let shares: Vec<f32> = shares.iter().flat_map(each).collect();
                    let shape = [n * layers, 1, 1, 1];
                    let shares = TensorData::new(shares, shape);
                    moved * Tensor::<4>::from_data(shares, &flow.device()).cast(flow.dtype())
                }
            }
        });
        (moved * gain).reshape([n, layers * channels, side, side])
    }
}

/// Enlarges `[n, c, 16, 16]` to `side` pixels by a kernel along each axis, borders repeated.
fn enlarged(x: &Tensor<4>, side: usize, kernel: fn(f32) -> f32) -> Tensor<4> {
    let [n, c, high, wide] = x.dims();
    debug_assert_eq!([high, wide], [FLOW; 2]);
    // As products of matrices: every backend has their derivative.
    let matrix = resampling(FLOW, side, kernel);
    let turned = (0..side * FLOW).map(|at| matrix[at % FLOW * side + at / FLOW]);
    let turned = TensorData::new(turned.collect::<Vec<f32>>(), [1, side, FLOW]);
    let turned = Tensor::<3>::from_data(turned, &x.device()).cast(x.dtype());
    let matrix = Tensor::<2>::from_data(TensorData::new(matrix, [FLOW, side]), &x.device());
    let across = x
        .clone()
        .reshape([n * c * FLOW, FLOW])
        .matmul(matrix.cast(x.dtype()));
    let down = turned
        .expand([n * c, side, FLOW])
        .matmul(across.reshape([n * c, FLOW, side]));
    down.reshape([n, c, side, side])
}
