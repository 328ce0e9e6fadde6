from __future__ import annotations

import numpy as np
import pytest

from gan_studio.core.latent.dragging.messages import MOST_PAIRS, DragPair
from gan_studio.core.latent.dragging.plan import DragArea, DragPlan, PointId, painted

PLAN = DragPlan((DragPair((1, 2), (5, 6)), DragPair((9, 9), (9, 3))), pending=(4, 4))


def test_points_are_handles_and_targets_by_turns():
    plan, first = DragPlan().with_point((1, 2))
    plan, second = plan.with_point((5, 6))
    plan, third = plan.with_point((7, 7))
    assert plan == DragPlan((DragPair((1, 2), (5, 6)),), pending=(7, 7))
    assert (first, second, third) == (PointId(0), PointId(0, True), PointId(1))


def test_there_are_no_more_pairs_than_may_be():
    plan = DragPlan((DragPair((1, 2), (5, 6)),) * MOST_PAIRS)
    assert plan.with_point((3, 3)) == (plan, None)


def test_the_nearest_point_within_reach_is_found():
    assert PLAN.nearest((5, 5), 2) == PointId(0, True)
    assert PLAN.nearest((4, 5), 1) == PointId(2)
    assert PLAN.nearest((15, 15), 2) is None


def test_of_points_at_the_same_place_the_later_is_nearest():
    plan = DragPlan((DragPair((3, 3), (3, 3)),))
    assert plan.nearest((3, 3), 1) == PointId(0, True)


def test_points_are_moved_and_pairs_removed():
    assert PLAN.moved(PointId(1, True), (0, 0)).pairs[1] == DragPair((9, 9), (0, 0))
    assert PLAN.moved(PointId(0), (0, 0)).pairs[0] == DragPair((0, 0), (5, 6))
    assert PLAN.moved(PointId(2), (8, 8)).pending == (8, 8)
    assert PLAN.without(PointId(0, True)).pairs == PLAN.pairs[1:]
    assert PLAN.without(PointId(2)) == DragPlan(PLAN.pairs)


def test_handles_go_where_a_drag_has_brought_them():
    plan = PLAN.with_handles(((2.5, 3), (9, 5)))
    assert plan.pairs == (DragPair((2.5, 3), (5, 6)), DragPair((9, 5), (9, 3)))


def test_an_area_holds_its_mask():
    mask = np.zeros((5, 7), bool)
    mask[1, 2:6] = True
    assert np.array_equal(DragArea.of(mask).array(), mask)
    assert DragArea.of(mask) == DragArea.of(mask.copy())


@pytest.mark.parametrize(("size", "points"), [((12, 12), 5), ((8, 8), 0)])
def test_a_plan_keeps_what_a_picture_of_another_size_has_room_for(size: tuple[int, int], points: int):
    area = DragArea.of(np.ones((12, 12), bool))
    fitted = DragPlan(PLAN.pairs, PLAN.pending, area).fitted(size)
    assert len(fitted.points()) == points
    assert (fitted.area is None) == (size != (12, 12))


def test_the_brush_paints_a_round_stroke_and_erases_it():
    mask = painted(np.zeros((9, 9), bool), (2, 4), (6, 4), 1.0, is_area=True)
    assert [tuple(row) for row in mask.astype(int)[3:6]] == [
        (0, 0, 1, 1, 1, 1, 1, 0, 0),
        (0, 1, 1, 1, 1, 1, 1, 1, 0),
        (0, 0, 1, 1, 1, 1, 1, 0, 0),
    ]
    assert mask.sum() == 17
    assert painted(mask, (4, 4), (4, 4), 0.5, is_area=False).sum() == 16
