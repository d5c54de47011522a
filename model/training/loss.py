"""Multiple negatives ranking, with the true positives of a batch left out of the negatives."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def ranking_loss(anchors: Tensor, positives: Tensor, also: Tensor | None, *, scale: float, symmetric: bool) -> Tensor:
    """Return the mean cross-entropy of finding each anchor's positive among all positives of the batch.

    `anchors` and `positives` have shape (n, dim), any length; row i of each is a pair. `also`, bool of shape (n, n), says where
    positive j is right for anchor i too: such pairs are no negatives. `symmetric` adds the way back and halves the sum.
    Source: Henderson et al. 2017, "Efficient Natural Language Response Suggestion", section 4.4.
    """
    scores = scale * functional.normalize(anchors.float(), dim=-1) @ functional.normalize(positives.float(), dim=-1).T
    if also is not None:
        other = also & ~torch.eye(len(also), dtype=torch.bool, device=also.device)
        scores = scores.masked_fill(other.to(scores.device), float("-inf"))
    target = torch.arange(len(scores), device=scores.device)
    forward = functional.cross_entropy(scores, target)
    return (forward + functional.cross_entropy(scores.T, target)) / 2 if symmetric else forward
