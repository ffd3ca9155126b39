"""How far a body and each of its limbs may be believed.

The landmark model returns a skeleton wherever something looks like a person, and its own ``visibility`` says 0.6 to 0.8
of wrists and hips that are plainly wrong. So skeletons are checked against each other and against themselves.

Candidates are all poses of one look: of the turns of the picture that they were found at, and of the times that belong
to the look. p_kj is joint j of candidate k, L the body length (`proportions`), clip01 limits to 0..1, and
ramp(x; a, b) = clip01((x - a) / (b - a)).

1. **One body.** Candidates whose middles lie within 0.35 L of each other, and whose lengths differ less than twofold,
   are the same body. With several bodies, the one with the largest sum of score x (share of its joints in the picture)
   is taken; one whose middle lies where the infant was before counts twice.
2. **Closeness** of candidates k and m in joint j: g = exp(-d^2 / 2 s^2), d = |p_kj - p_mj| and s = 0.067 L, which is
   0.2 torso lengths: the distance at which the field calls a joint found.
3. **Consensus.** m is the candidate with the largest sum over k and j of score_k x g_kmj; the consensus joint is the
   mean of p_kj weighted by g_kmj. So a garbled candidate pulls at nothing.
4. **Agreement** of joint j: A_j = (prior + sum over k != m of g_kmj) / N for N candidates, prior 1/2: 1/2 where nothing
   was there to compare with, 0.875 where all four turns agree, 0.125 where none of them does. For limbs of either side
   (rule 6) the prior is (1 + frontal) / 4 (rule 7): on an infant lying on its side a lone skeleton's limbs were wrong
   more often than not.
5. **Limb** (three joints, bones u and l): P = min A_j x long x short x inside x seen
   long    clip01(3 - 2 x / limit), the smaller of both bones: no bone is longer than `LONGEST_BONES`
   short   ramp((u + l) / L; 0.03, 0.10): a limb fallen into a point says nothing
   inside  0 where a joint lies outside the picture by more than 0.03 L, else 1
   seen    ramp(smallest visibility of elbow and wrist, or knee and ankle; 0.1, 0.5)
6. **Either side**: as 5, each candidate compared by its own limb or the opposite one, whichever is closer, so that
   candidates which only disagree about the side still agree that there is a limb.
7. **Side**: P_side = P x frontal x handed x apart
   frontal min of ramp(shoulder width / torso; 0.36, 0.50) and ramp(hip width / torso; 0.20, 0.28). Lying on its back an
           infant shows both widths in full (about 0.6 and 0.35); on its side they shrink towards nothing, and left and
           right fall on each other. Hips that are not seen speak neither way (1).
   handed  1 if shoulders and hips are on the same sides of the body's axis, else 0; 0 too where the hips are not seen:
           a side that cannot be checked is not named
   apart   ramp(mean distance of the limb from its counterpart / L; 0.04, 0.08)
8. **Box**: B = C x face x order x inside x size
   C       as 4, over the middles of head, shoulders, hips and feet as far as they are seen (`measure`), with
           s = 0.13 L, their mean: a box needs no more; a whole silhouette counts as another pose that agrees
           by ``OUTLINED``
   face    ramp(mean visibility of nose and shoulders; 0.3, 0.7)
   order   ramp(cosine between hips to shoulders and shoulders to head; -0.3, 0.3): the head is beyond the shoulders
   inside  ramp(share of those that are seen in the picture; 0.4, 0.8)
   size    1 where L is 0.12 to 1.6 times the picture's longer side, falling to 0 at 0.06 and 2.4

9. **Length**: the median over the candidates near the leading one. A candidate's length is what its landmarks
   (`measure`) and its silhouette tell together (`told_length`). Where there are whole silhouettes, these candidates
   alone count. Where there are none, or the infant is larger than the picture, and faces tell a length
   (`twitchcam.pose.faces`) that is not the same to ``AGREE``, it is that one. Without faces it is at most the picture's
   longer side.
10. **Face**: where faces tell a length, candidates whose own differs from it by more than ``SAME_INFANT`` are nothing;
   where the face was seen in this look, so are those whose head lies further than ``AT_THE_FACE`` x L from it.

The thresholds of 5, 7 and 8 are judgements, set wide around what was seen; the distances of 2 follow PCK at 0.2 torso.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.faces import Face
from twitchcam.pose.landmarks import LIMBS, OPPOSITE, Landmark, Limb, Pose
from twitchcam.pose.proportions import LONGEST_BONES, Measured, measure
from twitchcam.pose.silhouette import AGREE, Silhouette, told_length
from twitchcam.records import Box, Part

__all__ = ["SURE", "Body", "judge_body"]

SURE: Final = 0.7
"""Box plausibility from which on a body needs no help: two poses that agree come to 0.75."""

JOINT_TOLERANCE: Final = 0.067
"""Distance at which two joints count as the same, body lengths: 0.2 torso lengths."""

CORE_TOLERANCE: Final = 2.0 * JOINT_TOLERANCE
"""The same for the middles of head, shoulders, hips and feet."""

OUTLINED: Final = 0.8
"""A body that one pose alone speaks for was right in two of three, in 53 of 58 where its silhouette is whole; one that
two or more agree on in 97%."""

SAME_INFANT: Final = 1.5
"""Skeletons that are squeezed into a head and a blanket, or stretched beyond the picture, come out at half to four
times the length that the face tells, which errs by 0.06 (standard deviation of the logarithm)."""
AT_THE_FACE: Final = 0.25
"""A head's height, as the face lies beside the middle of the head."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Body:
    """One body, agreed on by its candidates."""

    landmarks: NDArray[np.float32]
    """Consensus, shape (33, 3): x and y in pixels, visibility of the leading candidate."""
    core: NDArray[np.float64]
    """Head, middle of the shoulders, of the hips and of the feet, shape (4, 2); unseen ones where an infant
    has them."""
    feet_seen: bool
    """Whether the feet are seen, and not only where an infant has them."""
    facing: float
    """0 to 1: how far the body faces the camera, or turns its back on it, rather than lying on its side."""
    body_length_px: float
    """Crown to heel when stretched out."""
    box_plausibility: float
    trunk_plausibility: float
    """Least agreement of shoulders and hips, times how well the hips are seen."""
    head_plausibility: float
    """Least agreement of nose and ears, times how well they are seen."""
    limb_plausibility: Mapping[Part, float]
    """Of each limb as a limb of either side."""
    side_plausibility: Mapping[Part, float]
    """Of each limb as the limb of its side."""
    candidates: int
    """How many poses speak for it."""
    outline: Box | None
    """Around its silhouette, where that is whole."""


def judge_body(
    poses: Sequence[Pose],
    width_px: float,
    height_px: float,
    expected: Box | None = None,
    face: Face | None = None,
    told_px: float | None = None,
) -> Body | None:
    """Agree on one body and judge it by the rules at the top of this file.

    Parameters
    ----------
    poses : sequence of Pose
        All candidates of one look, of all turns and times.
    width_px, height_px : float
        Size of the picture.
    expected : Box, optional
        Where the infant was before.
    face : Face, optional
        The infant's, where it was seen in this look.
    told_px : float, optional
        The body length that faces tell.

    Returns
    -------
    Body or None
        None where there are no candidates.
    """
    poses = [pose for pose in poses if bool(np.isfinite(pose.landmarks).all())]
    if not poses:
        return None
    marks = np.stack([pose.landmarks for pose in poses]).astype(np.float64)
    scores = np.array([pose.score for pose in poses])
    measured = measure(marks)
    core = measured.core
    outlines = [_outline(pose, bool(seen[3])) for pose, seen in zip(poses, measured.seen, strict=True)]
    size_px = (width_px, height_px)
    lengths_px = np.array([
        told_length(pose.silhouette, length_px, size_px, whole=outline is not None)
        for pose, outline, length_px in zip(poses, outlines, measured.lengths_px, strict=True)
    ])  # fmt: skip
    fits = np.flatnonzero(_of_this_infant(core, lengths_px, face, told_px))
    if not len(fits):
        return None
    chosen = fits[_one_body(marks[fits], scores[fits], (core[fits], lengths_px[fits]), width_px, height_px, expected)]
    marks, scores, lengths_px, core = marks[chosen], scores[chosen], lengths_px[chosen], core[chosen]
    outlines = [outlines[index] for index in chosen]

    length_px = float(np.median(lengths_px))
    leader = _leader(marks, scores, length_px)
    # Once more, from those candidates that the leading one speaks for.
    near = _closeness(core, core[leader], CORE_TOLERANCE * length_px).mean(axis=1)
    close = near >= 0.75 * near.max()
    outlined = close & np.array([outline is not None for outline in outlines])
    length_px = float(np.median(lengths_px[outlined if outlined.any() else close]))
    longest_px = float(max(width_px, height_px))
    if told_px is not None and (length_px >= longest_px or not outlined.any()):
        longest_px = np.inf
        length_px = length_px if _agree(length_px, told_px) else told_px
    closeness = _closeness(marks[:, :, :2], marks[leader, :, :2], JOINT_TOLERANCE * length_px)

    consensus = marks[leader].copy()
    weights = closeness[:, :, np.newaxis]
    consensus[:, :2] = (marks[:, :, :2] * weights).sum(axis=0) / weights.sum(axis=0)
    hips_seen = float(consensus[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 2].mean())
    whole = measure(consensus[np.newaxis])
    frontal, handed = _frontality(consensus, whole)
    agreement = _agreement(closeness)
    prior = (1.0 + frontal) / 4.0
    outside = _outside_px(consensus[:, :2], width_px, height_px) > 0.03 * length_px
    limbs, sides = {}, {}
    for limb in LIMBS:
        shape = _limb_shape(consensus, limb, outside, length_px)
        joints = list(limb.joints)
        limbs[limb.part] = shape * float(_either_side(marks, leader, limb, length_px, prior).min())
        apart = _apart(consensus, limb) / length_px
        sides[limb.part] = shape * float(agreement[joints].min()) * frontal * handed * _ramp(apart, 0.04, 0.08)

    hull = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    front = [Landmark.NOSE, Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    return Body(
        landmarks=consensus.astype(np.float32),
        core=whole.core[0],
        feet_seen=bool(whole.seen[0, 3]),
        facing=frontal,
        body_length_px=min(length_px, longest_px),
        box_plausibility=_box_plausibility(
            core, leader, consensus, whole, length_px, size_px, outlined=bool(outlined.any())
        ),
        trunk_plausibility=float(agreement[hull].min()) * _ramp(hips_seen, 0.1, 0.5),
        head_plausibility=float(agreement[front].min() * _ramp(consensus[Landmark.NOSE, 2], 0.3, 0.7)),
        limb_plausibility=limbs,
        side_plausibility=sides,
        candidates=len(marks),
        outline=_middle_box([o.box for o, counts in zip(outlines, outlined, strict=True) if o is not None and counts]),
    )


def _outline(pose: Pose, feet_seen: bool) -> Silhouette | None:
    """Return a pose's silhouette where that is whole."""
    outline = pose.silhouette
    return outline if outline is not None and outline.whole and feet_seen else None


def _agree(one_px: float, other_px: float) -> bool:
    return 1.0 / AGREE <= one_px / other_px <= AGREE


def _of_this_infant(core: Floats, lengths_px: Floats, face: Face | None, told_px: float | None) -> NDArray[np.bool_]:
    """Rule 10: which candidates count, shape (n,)."""
    if told_px is None:
        return np.ones(len(core), np.bool_)
    fits = np.abs(np.log(lengths_px / told_px)) <= np.log(SAME_INFANT)
    if face is not None:
        fits &= np.linalg.norm(core[:, 0] - np.array(face.middle_px), axis=1) <= AT_THE_FACE * told_px
    return np.asarray(fits)


def _middle_box(boxes: Sequence[Box]) -> Box | None:
    """Return the box whose edges are the medians of the others'."""
    if not boxes:
        return None
    edges = np.median([(b.left_px, b.top_px, b.right_px, b.bottom_px) for b in boxes], axis=0)
    return Box(*(float(edge) for edge in edges))


def _one_body(
    marks: Floats,
    scores: Floats,
    cores_lengths: tuple[Floats, Floats],
    width_px: float,
    height_px: float,
    expected: Box | None,
) -> NDArray[np.bool_]:
    """Rule 1: which candidates, shape (n,), belong to the body that is taken for the infant."""
    cores, lengths_px = cores_lengths
    middles = cores[:, 1:3].mean(axis=1)
    distance = np.linalg.norm(middles[:, np.newaxis] - middles[np.newaxis], axis=-1)
    longer = np.maximum(lengths_px[:, np.newaxis], lengths_px[np.newaxis])
    shorter = np.minimum(lengths_px[:, np.newaxis], lengths_px[np.newaxis])
    same = (distance < 0.35 * longer) & (longer < 2.0 * shorter)
    for _ in range(len(marks)):  # friends of friends
        wider = (same.astype(np.int64) @ same.astype(np.int64)) > 0
        if np.array_equal(wider, same):
            break
        same = wider
    inside = (_outside_px(marks[:, :, :2].reshape(-1, 2), width_px, height_px) <= 0.0).reshape(len(marks), -1)
    weight = scores * inside.mean(axis=1)
    if expected is not None:
        in_box = (
            (middles[:, 0] >= expected.left_px)
            & (middles[:, 0] <= expected.right_px)
            & (middles[:, 1] >= expected.top_px)
            & (middles[:, 1] <= expected.bottom_px)
        )
        weight = weight * np.where(in_box, 2.0, 1.0)
    support = same.astype(np.float64) @ weight
    return np.asarray(same[int(np.argmax(support))])


def _leader(marks: Floats, scores: Floats, length_px: float) -> int:
    """Rule 3: the candidate that the others agree with most."""
    sums = [
        float((scores * _closeness(marks[:, :, :2], one[:, :2], JOINT_TOLERANCE * length_px).mean(axis=1)).sum())
        for one in marks
    ]
    return int(np.argmax(sums))


def _closeness(points: Floats, reference: Floats, tolerance_px: float) -> Floats:
    """Rule 2, for points of shape (n, j, 2) against (j, 2); shape (n, j)."""
    squared = ((points - reference) ** 2).sum(axis=-1)
    return np.asarray(np.exp(-squared / (2.0 * tolerance_px**2)))


def _agreement(closeness: Floats, prior: float = 0.5) -> Floats:
    """Rule 4: shape (j,) from closeness to the leader, shape (n, j), the leader's own 1 among them."""
    return np.asarray((prior + closeness.sum(axis=0) - 1.0) / len(closeness))


def _either_side(marks: Floats, leader: int, limb: Limb, length_px: float, prior: float) -> Floats:
    """Rule 6: agreement of the limb's joints, shape (3,), whichever side the candidates call it."""
    joints = list(limb.joints)
    other = list(_counterpart(limb).joints)
    reference = marks[leader][joints, :2]
    tolerance_px = JOINT_TOLERANCE * length_px
    own = _closeness(marks[:, joints, :2], reference, tolerance_px)
    opposite = _closeness(marks[:, other, :2], reference, tolerance_px)
    swapped = opposite.min(axis=1) > own.min(axis=1)
    return _agreement(np.where(swapped[:, np.newaxis], opposite, own), prior)


def _limb_shape(consensus: Floats, limb: Limb, outside: NDArray[np.bool_], length_px: float) -> float:
    """Rule 5 without the agreement: what a limb says of itself."""
    joints = list(limb.joints)
    if bool(outside[joints].any()):
        return 0.0
    points = consensus[joints, :2]
    bones = np.linalg.norm(np.diff(points, axis=0), axis=1) / length_px
    limits = np.array(LONGEST_BONES[limb.either.value])
    long = float(np.clip(3.0 - 2.0 * bones / limits, 0.0, 1.0).min())
    short = _ramp(float(bones.sum()), 0.03, 0.10)
    seen = _ramp(float(consensus[joints[1:], 2].min()), 0.1, 0.5)
    return long * short * seen


def _frontality(consensus: Floats, whole: Measured) -> tuple[float, float]:
    """Rule 7 without `apart`: how far the body faces the camera, and whether its sides are in order (1 or 0)."""
    across_shoulders = consensus[Landmark.LEFT_SHOULDER, :2] - consensus[Landmark.RIGHT_SHOULDER, :2]
    across_hips = consensus[Landmark.LEFT_HIP, :2] - consensus[Landmark.RIGHT_HIP, :2]
    core, hips_seen = whole.core[0], bool(whole.seen[0, 2])
    axis = core[1] - core[2]
    torso = max(float(np.linalg.norm(axis)), 1e-6)
    shoulders = _ramp(float(np.linalg.norm(across_shoulders)) / torso, 0.36, 0.50)
    hips = _ramp(float(np.linalg.norm(across_hips)) / torso, 0.20, 0.28)
    sides = [axis[0] * across[1] - axis[1] * across[0] for across in (across_shoulders, across_hips)]
    handed = hips_seen and bool(sides[0] * sides[1] > 0.0)
    return min(shoulders, hips) if hips_seen else shoulders, float(handed)


def _counterpart(limb: Limb) -> Limb:
    """Return the same limb of the other side."""
    return next(other for other in LIMBS if other.part is OPPOSITE[limb.part])


def _apart(consensus: Floats, limb: Limb) -> float:
    """Mean distance in pixels of a limb's outer joints from those of its counterpart."""
    own = consensus[list(limb.joints[1:]), :2]
    other = consensus[list(_counterpart(limb).joints[1:]), :2]
    return float(np.linalg.norm(own - other, axis=1).mean())


def _box_plausibility(
    cores: Floats,
    leader: int,
    consensus: Floats,
    whole: Measured,
    length_px: float,
    size_px: tuple[float, float],
    *,
    outlined: bool,
) -> float:
    """Rule 8."""
    width_px, height_px = size_px
    core, evident = whole.core[0], whole.seen[0]
    agreed = float(_agreement(_closeness(cores, cores[leader], CORE_TOLERANCE * length_px))[evident].mean())
    agreed = (len(cores) * agreed + OUTLINED) / (len(cores) + 1.0) if outlined else agreed
    seen = [Landmark.NOSE, Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
    face = _ramp(float(consensus[seen, 2].mean()), 0.3, 0.7)
    up, neck = core[1] - core[2], core[0] - core[1]
    lengths = float(np.linalg.norm(up) * np.linalg.norm(neck))
    order = _ramp(float(up @ neck) / lengths, -0.3, 0.3) if lengths > 0.0 else 0.0
    inside = _ramp(float((_outside_px(core[evident], width_px, height_px) <= 0.0).mean()), 0.4, 0.8)
    relative = length_px / max(width_px, height_px)
    size = _ramp(relative, 0.06, 0.12) * (1.0 - _ramp(relative, 1.6, 2.4))
    return agreed * face * order * inside * size


def _outside_px(points: Floats, width_px: float, height_px: float) -> Floats:
    """How far points, shape (n, 2), lie outside the picture; 0 inside."""
    over = np.maximum(points - (width_px, height_px), 0.0) + np.maximum(-points, 0.0)
    return np.asarray(over.max(axis=1))


def _ramp(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, straight in between."""
    return float(min(1.0, max(0.0, (value - low) / (high - low))))
