"""Writes the numbers that trainer/tests/metrics.rs compares with: seeded inputs and what trusted packages make of them.

    pip install numpy scipy torch torch-fidelity scikit-image scikit-learn prdc pytorch-msssim safetensors
    python make.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytorch_msssim
import torch
from prdc import compute_prdc
from pytorch_msssim.ssim import _ssim
from safetensors.numpy import save_file
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import cdist, pdist
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
from torch_fidelity.metric_kid import kernel_mmd, kid_features_to_metric

PACKAGES = "numpy scipy torch torch-fidelity scikit-image scikit-learn prdc pytorch-msssim safetensors"
HERE = Path(__file__).parent
random = np.random.default_rng(20201)
tensors, expected = {}, {"versions": {name: version(name) for name in PACKAGES.split()}}


def image_pair(side):
    """Soft blobs, and the same with other blobs and noise, as 8-bit images."""
    soft = lambda: gaussian_filter(random.standard_normal((side, side)), side / 16) * side / 4
    first = soft()
    second = 0.8 * first + 0.4 * soft() + 0.1 * random.standard_normal((side, side)) + 0.1
    return [np.clip(np.round(127.5 + 90 * image), 0, 255).astype(np.uint8) for image in (first, second)]


def light(image):
    """What the Rust functions see: float32 in -1..1, then 0..1."""
    return ((image.astype(np.float32) / np.float32(127.5) - np.float32(1)).astype(np.float64) + 1) / 2


def ms_ssim(a, b, scales):
    """MS-SSIM of pytorch-msssim in float64; from its parts where the images are too small for five scales."""
    a, b = (torch.from_numpy(x)[None, None] for x in (a, b))
    window = np.exp(-0.5 * ((np.arange(11) - 5) / 1.5) ** 2)
    window = torch.from_numpy(window / window.sum())[None, None, None]
    if scales == 5:
        return pytorch_msssim.ms_ssim(a, b, data_range=1, win=window).item()
    weights = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])[:scales]
    value = 1.0
    for scale, weight in enumerate(weights / weights.sum()):
        similarity, structure = (x.item() for x in _ssim(a, b, 1, window))
        value *= max(similarity if scale == scales - 1 else structure, 0) ** weight
        a, b = (torch.nn.functional.avg_pool2d(x, 2) for x in (a, b))
    return value


for side, scales in ((64, 3), (192, 5)):
    first, second = image_pair(side)
    tensors[f"image_{side}_a"], tensors[f"image_{side}_b"] = first, second
    a, b = light(first), light(second)
    expected[f"similarity_{side}"] = {
        "ssim": structural_similarity(
            a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0
        ),
        "ms_ssim": ms_ssim(a, b, scales),
        "psnr": peak_signal_noise_ratio(a, b, data_range=1.0),
        "mae": np.abs(a - b).mean(),
    }

# Features of one spread each: correlated, and of unequal sizes.
mixing = random.standard_normal((16, 16)) / 4
real = random.standard_normal((60, 16)) @ mixing
generated = 0.9 * random.standard_normal((60, 16)) @ mixing + 0.15
tensors["real"], tensors["generated"] = real, generated = real.astype(np.float32), generated.astype(np.float32)
real, generated = real.astype(np.float64), generated.astype(np.float64)


def frechet(a, b):
    a, b = (fid_features_to_statistics(torch.from_numpy(x)) for x in (a, b))
    return fid_statistics_to_metric(a, b, verbose=False)["frechet_inception_distance"]


def kernel(subsets, size):
    metric = kid_features_to_metric(
        torch.from_numpy(real), torch.from_numpy(generated), kid_subsets=subsets, kid_subset_size=size, verbose=False
    )
    return {"mean": metric["kernel_inception_distance_mean"], "deviation": metric["kernel_inception_distance_std"]}


# The second has fewer rows than features.
expected["frechet"] = {"full": frechet(real, generated), "deficient": frechet(real[:10], generated[:12])}
expected["kernel"] = {"whole": kernel_mmd(real, generated), "subsets": kernel(4000, 20)}
expected["manifold"] = {
    name: float(value) for name, value in compute_prdc(real, generated[:45], nearest_k=5).items()
}

positive = random.random(80) < 0.4
scores = np.round(random.standard_normal(80) + 0.9 * positive, 1)
tensors["scores"], tensors["positive"] = scores, positive.astype(np.uint8)
bootstrap = []
for _ in range(4000):
    drawn = np.concatenate([random.choice(np.flatnonzero(positive == c), (positive == c).sum()) for c in (True, False)])
    bootstrap.append(roc_auc_score(positive[drawn], scores[drawn]))
low, high = np.percentile(bootstrap, [2.5, 97.5])
expected["auroc"] = {"value": roc_auc_score(positive, scores), "low": low, "high": high}

# Twelve reports of five seeds each.
reports = real.reshape(12, 5, 16)
between = [cdist(reports[i, :1], reports[j, 1:2]).item() for i in range(12) for j in range(i + 1, 12)]
expected["diversity"] = {"within": np.mean([pdist(report) for report in reports]), "between": np.mean(between)}

# The first 40 real rows as training images, the others held out.
search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(real[:40])
distances, indices = (x[:, 0] for x in search.kneighbors(generated))
held_out = search.kneighbors(real[40:])[0][:, 0]
tensors["nearest_index"], tensors["nearest_distance"] = indices.astype(np.int64), distances
expected["memorisation"] = {
    "ratio": np.median(distances) / np.median(held_out),
    "closer": (distances < np.percentile(held_out, 1)).mean(),
}

save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, HERE / "expected.safetensors")
(HERE / "expected.safetensors").chmod(0o644)
(HERE / "expected.json").write_text(json.dumps(expected, indent=2, default=float) + "\n")
