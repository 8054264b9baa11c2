//! Reading tensors back from the device.

use burn::tensor::Tensor;

/// A tensor could not be copied from the device.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the computing device failed ({0}); try again, or choose the CPU")]
pub struct ReadBackError(String);

/// Copies a tensor's values to the host.
pub(super) async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadBackError> {
    let failed = |error: String| ReadBackError(error);
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| failed(format!("{error:?}")))?;
    data.try_into_vec::<f32>()
        .map_err(|error| failed(format!("{error:?}")))
}
