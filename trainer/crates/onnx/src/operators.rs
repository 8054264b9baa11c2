//! The operators that both kinds of cascade are made of.

use anyhow::Result;
use onnx_rs::ast::OpType;
use xraygan::{model::layers::LEAK, weights::storage::Array};

use super::graph::{Attribute, Graph, Value};

impl Graph {
    /// The linear layer `name`: `[1, inputs]` to `[1, outputs]`.
    ///
    /// # Errors
    /// The model has no such layer.
    pub fn linear(&mut self, x: &Value, name: &str) -> Result<Value> {
        let weight = self.weight(&format!("{name}.weight"))?;
        let bias = self.weight(&format!("{name}.bias"))?;
        Ok(self.gemm(x, &weight, &bias))
    }

    /// `x [1, i]` times `weight [i, o]` plus `bias [o]`.
    pub fn gemm(&mut self, x: &Value, weight: &Value, bias: &Value) -> Value {
        let shape = vec![x.shape[0], weight.shape[1]];
        let inputs = [&x.name, &weight.name, &bias.name].map(String::as_str);
        self.step(OpType::Gemm, &inputs, Vec::new(), shape)
    }

    /// The convolution `name`, stride 1, with as much padding as keeps the size.
    ///
    /// # Errors
    /// The model has no such layer.
    pub fn conv(&mut self, x: &Value, name: &str) -> Result<Value> {
        let weight = self.weight(&format!("{name}.weight"))?;
        let bias = format!("{name}.bias");
        let bias = self
            .has_parameter(&bias)
            .then(|| self.weight(&bias))
            .transpose()?;
        Ok(self.conv_with(x, &weight, bias.as_ref()))
    }

    /// As [`Graph::conv`], with given constants.
    pub fn conv_with(&mut self, x: &Value, weight: &Value, bias: Option<&Value>) -> Value {
        let side = weight.shape[2];
        let attributes = vec![
            ("kernel_shape", Attribute::Ints(vec![side as i64; 2])),
            ("pads", Attribute::Ints(vec![side as i64 / 2; 4])),
        ];
        let mut inputs = vec![x.name.as_str(), weight.name.as_str()];
        inputs.extend(bias.map(|it| it.name.as_str()));
        let shape = vec![x.shape[0], weight.shape[0], x.shape[2], x.shape[3]];
        self.step(OpType::Conv, &inputs, attributes, shape)
    }

    /// Leaky ReLU with [`LEAK`].
    pub fn leaky(&mut self, x: &Value) -> Value {
        let slope = vec![("alpha", Attribute::Float(LEAK as f32))];
        self.step(OpType::LeakyRelu, &[&x.name], slope, x.shape.clone())
    }

    /// Parametric ReLU with one slope for all channels, the parameter `name`.
    ///
    /// # Errors
    /// The model has no such slope.
    pub fn parametric(&mut self, x: &Value, name: &str) -> Result<Value> {
        let mut slope = self.parameter(name)?;
        slope.shape = vec![1; 3];
        let slope = self.constant(name, slope);
        let inputs = [x.name.as_str(), slope.name.as_str()];
        Ok(self.step(OpType::PRelu, &inputs, Vec::new(), x.shape.clone()))
    }

    /// Hyperbolic tangent.
    pub fn tanh(&mut self, x: &Value) -> Value {
        self.step(OpType::Tanh, &[&x.name], Vec::new(), x.shape.clone())
    }

    /// Sum; `y` may have sides of 1 where `x` has longer ones.
    pub fn add(&mut self, x: &Value, y: &Value) -> Value {
        let inputs = [x.name.as_str(), y.name.as_str()];
        self.step(OpType::Add, &inputs, Vec::new(), x.shape.clone())
    }

    /// Product; `y` may have sides of 1 where `x` has longer ones.
    pub fn multiply(&mut self, x: &Value, y: &Value) -> Value {
        let inputs = [x.name.as_str(), y.name.as_str()];
        self.step(OpType::Mul, &inputs, Vec::new(), x.shape.clone())
    }

    /// Product with a number.
    pub fn scale(&mut self, x: &Value, factor: f64) -> Value {
        let factor = factor as f32;
        let number = Array {
            shape: Vec::new(),
            values: vec![factor],
        };
        let factor = self.constant(&format!("number.{factor}"), number);
        self.multiply(x, &factor)
    }

    /// Channels of all in a row.
    pub fn concat(&mut self, all: &[&Value]) -> Value {
        let mut shape = all[0].shape.clone();
        shape[1] = all.iter().map(|it| it.shape[1]).sum();
        let inputs: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
        let axis = vec![("axis", Attribute::Int(1))];
        self.step(OpType::Concat, &inputs, axis, shape)
    }

    /// Other sides for the same values.
    pub fn reshape(&mut self, x: &Value, shape: &[usize]) -> Value {
        let sides = self.whole(shape);
        let inputs = [x.name.as_str(), sides.as_str()];
        self.step(OpType::Reshape, &inputs, Vec::new(), shape.to_vec())
    }

    /// Values repeated along sides of 1.
    pub fn expand(&mut self, x: &Value, shape: &[usize]) -> Value {
        let sides = self.whole(shape);
        let inputs = [x.name.as_str(), sides.as_str()];
        self.step(OpType::Expand, &inputs, Vec::new(), shape.to_vec())
    }

    /// Sides in another order.
    pub fn transpose(&mut self, x: &Value, order: &[usize]) -> Value {
        let shape = order.iter().map(|&at| x.shape[at]).collect();
        let order = order.iter().map(|&at| at as i64).collect();
        let order = vec![("perm", Attribute::Ints(order))];
        self.step(OpType::Transpose, &[&x.name], order, shape)
    }

    /// Product of the last two sides as matrices.
    pub fn matmul(&mut self, x: &Value, y: &Value) -> Value {
        let larger = if x.shape.len() >= y.shape.len() { x } else { y };
        let mut shape = larger.shape.clone();
        let end = shape.len();
        shape[end - 2] = x.shape[x.shape.len() - 2];
        shape[end - 1] = y.shape[y.shape.len() - 1];
        let inputs = [x.name.as_str(), y.name.as_str()];
        self.step(OpType::MatMul, &inputs, Vec::new(), shape)
    }

    /// Both halves of the channels.
    pub fn halves(&mut self, x: &Value) -> [Value; 2] {
        let mut shape = x.shape.clone();
        shape[1] /= 2;
        let axis = vec![("axis", Attribute::Int(1))];
        let mut halves = self.steps(OpType::Split, &[&x.name], axis, vec![shape; 2]);
        let second = halves.remove(1);
        [halves.remove(0), second]
    }

    /// The columns of `x [1, n]` that are listed.
    pub fn columns(&mut self, x: &Value, columns: &[usize]) -> Value {
        let columns_name = self.whole(columns);
        let inputs = [x.name.as_str(), columns_name.as_str()];
        let axis = vec![("axis", Attribute::Int(1))];
        let shape = vec![x.shape[0], columns.len()];
        self.step(OpType::Gather, &inputs, axis, shape)
    }

    /// Doubled height and width, bilinear, edges repeated.
    pub fn upsample2(&mut self, x: &Value) -> Value {
        let scales = Array {
            shape: vec![4],
            values: vec![1.0, 1.0, 2.0, 2.0],
        };
        let scales = self.constant("doubled", scales);
        let attributes = vec![
            ("mode", Attribute::Text("linear")),
            (
                "coordinate_transformation_mode",
                Attribute::Text("half_pixel"),
            ),
        ];
        let mut shape = x.shape.clone();
        shape[2] *= 2;
        shape[3] *= 2;
        let inputs = [x.name.as_str(), "", scales.name.as_str()];
        self.step(OpType::Resize, &inputs, attributes, shape)
    }

    /// Sub-pixel convolution's rearrangement: `[1, 4c, h, w]` to `[1, c, 2h, 2w]`.
    pub fn shuffle2(&mut self, x: &Value) -> Value {
        let [n, channels, high, wide] = [0, 1, 2, 3].map(|at| x.shape[at]);
        let attributes = vec![
            ("blocksize", Attribute::Int(2)),
            ("mode", Attribute::Text("CRD")),
        ];
        let shape = vec![n, channels / 4, 2 * high, 2 * wide];
        self.step(OpType::DepthToSpace, &[&x.name], attributes, shape)
    }

    /// Samples `x [b, c, h, w]` at `grid [b, H, W, 2]` in -1..1, bilinear, borders repeated.
    pub fn sample(&mut self, x: &Value, grid: &Value) -> Value {
        let attributes = vec![
            ("mode", Attribute::Text("bilinear")),
            ("padding_mode", Attribute::Text("border")),
            ("align_corners", Attribute::Int(0)),
        ];
        let shape = vec![x.shape[0], x.shape[1], grid.shape[1], grid.shape[2]];
        let inputs = [x.name.as_str(), grid.name.as_str()];
        self.step(OpType::GridSample, &inputs, attributes, shape)
    }
}
