"""Signals wait where something must not be cut in two, and come through where it waits."""

from __future__ import annotations

import signal
import threading

import pytest

from posecheck import interruption
from posecheck.cli.signals import ending_signals
from posecheck.interruption import Interrupted, check, held, let_in, wait_in_thread


@pytest.fixture(autouse=True)
def _clean():
    interruption.forget()
    yield
    assert not interruption.is_held()
    interruption.forget()


def stop(number: int = signal.SIGTERM) -> None:
    signal.raise_signal(number)


def test_a_signal_ends_what_is_not_held_at_once():
    with ending_signals(), pytest.raises(Interrupted) as caught:
        stop()
    assert (caught.value.number, caught.value.status) == (15, 143)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals are Unix's")
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_each_signal_waits_until_the_block_has_ended(name, status):
    done = []
    with ending_signals(), pytest.raises(Interrupted) as caught:
        with held():
            with held():
                stop(getattr(signal, name))
                done.append("inner")
            done.append("outer")
        done.append("after")
    assert done == ["inner", "outer"]
    assert caught.value.status == status


def test_a_loop_ends_where_it_looks():
    done = []
    with ending_signals(), held():
        with pytest.raises(Interrupted):
            for number in range(5):
                if number == 2:
                    stop()
                done.append(number)
                check()
        done.append("saved")  # and a further signal waits
        stop()
        done.append("still saved")
        with pytest.raises(Interrupted):
            check()
    assert done == [0, 1, 2, "saved", "still saved"]


def test_a_wait_for_a_person_or_a_device_ends_at_once():
    with ending_signals(), held():
        with pytest.raises(Interrupted):
            with let_in():
                stop()
        assert interruption.is_held()
        stop()
        with pytest.raises(Interrupted):
            with let_in():
                pytest.fail("it came before")
        check()  # it has been answered


def test_one_that_was_lost_in_a_finalizer_comes_again():
    class Loses:
        def __del__(self):
            stop()

    with ending_signals():
        Loses()
        with pytest.raises(Interrupted):
            with held():
                pytest.fail("it came before")


def test_other_threads_hold_up_nothing():
    inside, leave = threading.Event(), threading.Event()

    def work() -> None:
        with held():
            inside.set()
            leave.wait(10)
            check()

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait(10)
    with ending_signals(), pytest.raises(Interrupted):
        stop()
    leave.set()
    thread.join(10)


def test_without_handlers_nothing_changes():
    """In a program that uses posecheck as a library."""
    with held(), pytest.raises(KeyboardInterrupt) as caught:
        signal.raise_signal(signal.SIGINT)
    assert not isinstance(caught.value, Interrupted)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals are Unix's")
def test_what_the_caller_ignores_stays_ignored_and_handlers_come_back():
    """As with nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_signals():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_device_that_does_not_answer_holds_up_no_signal():
    leave = threading.Event()
    with ending_signals(), pytest.raises(Interrupted), held():
        threading.Timer(0.2, lambda: signal.raise_signal(signal.SIGTERM)).start()
        wait_in_thread(lambda: leave.wait(30))
    leave.set()


def test_what_a_device_answers_comes_through():
    assert wait_in_thread(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        wait_in_thread(lambda: 1 / 0)
