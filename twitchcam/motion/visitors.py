"""A second moving body: a hand, a grown-up or a pet that comes in from the picture's edge.

Within a block, with the cells that move at each frame:

1. What touches in space and time is one movement (gaps of one frame are closed). Beside the infant's box, what moves
   in at least ``restless_share`` of the seconds of each fifth of the block is left out, unless a visitor was there at
   the end of the block before: a mobile would tie a hand to all that went on before and after it.
2. It is a visitor when it starts outside the infant's box (at least ``outside_share`` of its cells in its first
   ``entry_s``), touches the picture's edge away from the infant, covers at least ``covered_share`` of the infant's
   box at once at some time, sweeps over ``swept_share`` of it in all, and takes at least ``shortest_s``.
   Where the infant's region reaches the picture's edge as well, one that arrives is a visitor too: it begins near the
   edge, covers ``arrived_share`` of where it moved a moment later (rules 4 and 5), and goes inwards. With i the
   correlation of depth and time of arrival over its first ``arrival_s``, p the share of the picture over which it
   moved, and o the share of that outside the infant's box: i >= ``inwards``, p * i >= ``arriving`` and p <= ``most``,
   or i >= ``beside_inwards``, p * i >= ``beside_arriving`` and o >= ``beside_share``.
3. A movement that goes on from a visitor of the block before is that visitor still; one that had come in from the edge
   by the end of the block before may become one.

A visitor that rests does not move, but it can be seen:

4. A cell has changed at a glance when it differs from the last glance before the visit (`twitchcam.motion.glances`),
   and from the median of the glances of the ``usual_s`` before the visit: what rested there and leaves is no visitor
   that stays.
5. The visitor is still there at the end of its movement when changed cells reach from where it moved to the picture's
   edge; it stays until less than ``left_share`` of these are changed, for ``longest_stay_s`` at most and not beyond a
   change of the light.
6. Visits that meet are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.glances import changed_between, differ
from twitchcam.records import Scan
from twitchcam.timespan import TimeSpan

__all__ = ["Visit", "VisitorWatch", "with_stays"]

_ENTRY_S = 0.4
_OUTSIDE_SHARE = 0.8
_COVERED_SHARE, _SWEPT_SHARE = 0.04, 0.06
_FEWEST_CELLS = 3
_RESTLESS_SHARE, _RESTLESS_PARTS, _RESTLESS_S = 0.3, 5, 1.0
"""A hand moves now and then, and not from the first fifth of a minute to the last (judgement); the cells of three
mobiles that tied hands to spasms 10 to 45 s earlier moved in 0.4 and more of all seconds."""
_SHORTEST_S = 0.5
"""Shorter changes from the edge over the infant are the coder's."""
_PADDING_S = 0.5
"""A visitor that stands still does not show; it is still there for a moment before and after it moves."""
_ARRIVAL_S, _ARRIVED_S = 1.0, 1.5
_ARRIVED_SHARE, _ARRIVED_OF_PICTURE = 0.35, 0.03
"""Hands that lie on an infant were seen at 0.39 to 0.96 of where they had moved, limbs at the edge and blankets that
are dragged along at 0 to 0.37; a third of these went inwards."""
_INWARDS, _ARRIVING = 0.5, 0.055
"""An infant that reaches the picture's edge is large in it, and so is a hand: p * i was 0.061 and more of 38 hands,
0.044 and less of limbs that seemed to arrive."""
_MOST = 0.6
"""An arm hides half of a picture at most: of 95 hands that were seen to arrive the largest moved over 0.54 of it, and
over 0.43 where nothing was beside the infant. A restless infant that filled the picture moved over 0.66, went inwards,
and "stayed" to the end."""
_BESIDE_SHARE, _BESIDE_INWARDS, _BESIDE_ARRIVING = 0.2, 0.25, 0.035
"""Of what moves beside the infant as well less is asked: three such hands were seen at 0.26 to 0.41 and 0.038 to 0.08,
nothing else above 0.18."""
_ARRIVAL_DEPTH = 2
"""How many cells from the picture's edge something that arrives may begin: in dark corners it is seen late."""
_USUAL_S = 60.0
_NEAR_EDGE = 0.2
"""How far from the picture's edge is near it, share of the shorter side."""
_LEFT_SHARE = 0.5
_LONGEST_STAY_S = 120.0
_MEET_S = 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """A stretch in which a visitor is in the picture."""

    span: TimeSpan
    cells: NDArray[np.bool_]
    """Where it moved, shape (rows, columns)."""


class VisitorWatch:
    """Looks for visitors block after block."""

    def __init__(self, scan: Scan | None = None, light: Sequence[TimeSpan] = ()) -> None:
        self._scan = scan
        self._light = light
        self._visiting: NDArray[np.bool_] | None = None
        """Cells of visitors at the end of the block before."""
        self._entering: NDArray[np.bool_] | None = None
        """Cells of what had come in from the edge, but not reached the infant, at the end of the block before."""

    def visits(
        self,
        times_s: NDArray[np.float64],
        moved: NDArray[np.bool_],
        inside: NDArray[np.bool_],
        in_box: NDArray[np.bool_],
    ) -> list[Visit]:
        """Return the stretches of a block in which a visitor moves.

        Parameters
        ----------
        times_s : array, shape (n,)
        moved : array of bool, shape (n, rows, columns)
            Cells that move; foreign ones and changes of the whole picture taken out.
        inside : array of bool, shape (rows, columns)
            The infant's region with its margin.
        in_box : array of bool, shape (rows, columns)
            The infant's box.
        """
        edge = np.ones(inside.shape, np.bool_)
        edge[1:-1, 1:-1] = False
        moved = moved & ~self._restless(times_s, moved, in_box)
        bridged = ndimage.binary_closing(moved, structure=np.ones((3, 1, 1), np.bool_)) | moved
        labels, _ = ndimage.label(bridged, structure=np.ones((3, 3, 3)))
        found: list[Visit] = []
        visiting, entering = np.zeros(inside.shape, np.bool_), np.zeros(inside.shape, np.bool_)
        for number, where in enumerate(ndimage.find_objects(labels), start=1):
            first, last = where[0].start, where[0].stop - 1
            part = labels[first : last + 1] == number
            visits = first == 0 and _touches(part[0], self._visiting)
            enters = first == 0 and _touches(part[0], self._entering)
            enters = enters or _comes_in(part, times_s[first : last + 1], in_box, edge & ~inside)
            enters = enters or (first > 0 and self._arrives(part, times_s[first : last + 1], in_box))
            long_enough = first == 0 or times_s[last] - times_s[first] >= _SHORTEST_S
            if visits or (enters and long_enough and _reaches(part, in_box)):
                span = TimeSpan(float(times_s[first]), float(times_s[last])).pad(_PADDING_S)
                found.append(Visit(span, part.any(axis=0)))
                visits = True
            if last == len(times_s) - 1:
                visiting |= part[-1] & visits
                entering |= part[-1] & enters
        self._visiting, self._entering = visiting, entering
        return found

    def _restless(
        self, times_s: NDArray[np.float64], moved: NDArray[np.bool_], in_box: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return the cells beside the infant's box that hardly ever rest, shape (rows, columns)."""
        second = ((times_s - times_s[0]) / _RESTLESS_S).astype(np.intp)
        starts = np.flatnonzero(np.diff(second, prepend=-1))
        moves = np.logical_or.reduceat(moved, starts, axis=0)
        if len(moves) < 2 * _RESTLESS_PARTS:
            return np.zeros(in_box.shape, np.bool_)
        parts = np.array_split(moves, _RESTLESS_PARTS)
        restless = np.min([part.mean(axis=0) for part in parts], axis=0) >= _RESTLESS_SHARE
        if self._visiting is not None:
            restless &= ~_around(self._visiting)
        return np.asarray(restless & ~in_box)

    def _arrives(self, part: NDArray[np.bool_], times_s: NDArray[np.float64], in_box: NDArray[np.bool_]) -> bool:
        """Whether something comes in from the edge and stays for a moment."""
        scan = self._scan
        if scan is None or any(
            change.distance_s(TimeSpan(times_s[0], times_s[0])) <= _ARRIVED_S for change in self._light
        ):
            return False
        reference = int(np.searchsorted(scan.glance_times_s, times_s[0] - 0.1, side="right")) - 1
        after = int(np.searchsorted(scan.glance_times_s, times_s[0] + _ARRIVED_S))
        begins = part[times_s <= times_s[0] + _ENTRY_S].any(axis=0)
        inner = (slice(_ARRIVAL_DEPTH + 1, -_ARRIVAL_DEPTH - 1),) * 2
        if reference < 0 or after >= len(scan.glance_times_s) or begins[inner].sum() == begins.sum():
            return False
        where = np.asarray(part.any(axis=0))
        there = np.count_nonzero(_reaching_the_edge(changed_between(scan, reference, after), where) & where)
        enough = max(_ARRIVED_SHARE * np.count_nonzero(where), _ARRIVED_OF_PICTURE * where.size)
        if there < enough:
            return False
        inwards = _inwards(part[times_s <= times_s[0] + _ARRIVAL_S])
        share = np.count_nonzero(where) / where.size
        arriving = inwards * share
        if inwards >= _INWARDS and arriving >= _ARRIVING and share <= _MOST:
            return True
        beside = bool(np.count_nonzero(where & ~in_box) >= _BESIDE_SHARE * np.count_nonzero(where))
        return bool(beside and inwards >= _BESIDE_INWARDS and arriving >= _BESIDE_ARRIVING)


def _inwards(part: NDArray[np.bool_]) -> float:
    """Return the correlation of how far inside a cell lies with when it first moves."""
    rows, columns = np.nonzero(part.any(axis=0))
    height, width = part.shape[1:]
    depth = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    arrival = part[:, rows, columns].argmax(axis=0)
    if depth.std() == 0 or arrival.std() == 0:
        return 0.0
    return float(np.corrcoef(depth, arrival)[0, 1])


def with_stays(visits: Sequence[Visit], scan: Scan, light: Sequence[TimeSpan]) -> tuple[Visit, ...]:
    """Keep visitors until they leave, rules 4 to 6 above.

    Parameters
    ----------
    visits : sequence of Visit
        Of the whole recording.
    scan : Scan
    light : sequence of TimeSpan
        Changes of the light.
    """
    stayed: list[Visit] = []
    before = 0.0
    for visit in sorted(visits, key=lambda one: one.span):
        if stayed and visit.span.start_s <= stayed[-1].span.end_s + _MEET_S:
            last = stayed.pop()
            end_s = max(last.span.end_s, visit.span.end_s)
            visit = Visit(TimeSpan(last.span.start_s, end_s), last.cells | visit.cells)
        else:
            before = visit.span.start_s
        stayed.append(_until_it_left(visit, before, scan, light))
    return tuple(stayed)


def _until_it_left(visit: Visit, before_s: float, scan: Scan, light: Sequence[TimeSpan]) -> Visit:
    times = scan.glance_times_s
    reference = int(np.searchsorted(times, before_s, side="right")) - 1
    first = int(np.searchsorted(times, visit.span.end_s - _PADDING_S))
    if reference < 0 or first >= len(times):
        return visit
    switches = [change.start_s for change in light if change.end_s > before_s]
    end_s = min([visit.span.end_s + _LONGEST_STAY_S, *switches])
    usual_s = max([before_s - _USUAL_S, *(change.end_s for change in light if change.end_s <= before_s)])
    recent = slice(min(int(np.searchsorted(times, usual_s)), reference), reference + 1)
    usual = np.median(scan.glances[recent], axis=0).astype(np.float32)
    unusual = differ(scan.glances[first].astype(np.float32), usual)
    there = _reaching_the_edge(changed_between(scan, reference, first) & unusual, visit.cells)
    at = first
    while at < len(times) and times[at] < end_s and there.any():
        if np.count_nonzero(changed_between(scan, reference, at) & there) < _LEFT_SHARE * np.count_nonzero(there):
            break
        at += 1
    if at == first:
        return visit
    gone_s = float(times[at]) if at < len(times) else float(scan.times_s[-1])
    return Visit(TimeSpan(visit.span.start_s, max(visit.span.end_s, min(gone_s, end_s) + _PADDING_S)), visit.cells)


def _reaching_the_edge(changed: NDArray[np.bool_], cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the changed areas that lie where the visitor moved and reach as far as near the picture's edge.

    Near it, since corners are dark and an arm does not show there.
    """
    labels, count = ndimage.label(changed, structure=np.ones((3, 3)))
    margin = max(1, round(_NEAR_EDGE * min(changed.shape)))
    near = np.ones(changed.shape, np.bool_)
    near[margin:-margin, margin:-margin] = False
    kept = [n for n in range(1, count + 1) if (cells & (labels == n)).any() and (near & (labels == n)).any()]
    return np.isin(labels, kept)


def _touches(cells: NDArray[np.bool_], earlier: NDArray[np.bool_] | None) -> bool:
    """Whether cells lie on, or beside, those of the block before."""
    if earlier is None:
        return False
    return bool((cells & _around(earlier)).any())


def _around(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(ndimage.binary_dilation(cells, structure=np.ones((3, 3), np.bool_), iterations=2))


def _reaches(part: NDArray[np.bool_], in_box: NDArray[np.bool_]) -> bool:
    """Whether a movement reaches over the infant."""
    size = np.count_nonzero(in_box)
    covered = int(part[:, in_box].sum(axis=1).max(initial=0))
    swept = np.count_nonzero(part.any(axis=0) & in_box)
    return bool(covered >= max(_COVERED_SHARE * size, _FEWEST_CELLS) and swept >= _SWEPT_SHARE * size)


def _comes_in(
    part: NDArray[np.bool_],
    times_s: NDArray[np.float64],
    in_box: NDArray[np.bool_],
    edge: NDArray[np.bool_],
) -> bool:
    """Whether a movement starts at the picture's edge, away from the infant."""
    entry = part[times_s <= times_s[0] + _ENTRY_S].any(axis=0)
    outside = np.count_nonzero(entry & ~in_box) >= _OUTSIDE_SHARE * np.count_nonzero(entry)
    return bool(outside and (entry & edge).any())
