"""A button acts once however often it is clicked in one moment, and as often as it is clicked with intent."""

from __future__ import annotations

from datetime import UTC, datetime

from sriovkit.view.widgets.controls import Once, button


def test_the_second_of_two_clicks_is_the_same_click() -> None:
    now = [0.0]
    once = Once(lambda: now[0])
    assert [once(), once()] == [True, False]
    now[0] = 1.0
    assert once()


def test_clicks_that_arrive_together_are_told_apart_by_when_they_were_made() -> None:
    pressed: list[int] = []
    shown = button("Go", lambda: pressed.append(1))

    def sent(second: float) -> None:
        date = datetime.fromtimestamp(1_800_000_000 + second, UTC)
        click = {"method": "custom", "content": {"event": "click"}}
        shown._handle_msg({"header": {"date": date}, "content": {"data": click}, "buffers": []})

    for second in (0, 0.2, 0.6, 0.7):  # two double clicks that waited in a busy kernel
        sent(second)
    assert len(pressed) == 2
    sent(-3600)  # by another computer's clock
    assert len(pressed) == 3
