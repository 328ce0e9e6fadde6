"""The Train page: choose a preset, edit it, train, watch, and decide how to go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from gan_studio.core.config import Preset, RunConfig, read_config
from gan_studio.core.errors import InputError
from gan_studio.core.events import SettingChanged
from gan_studio.core.run_folder import RunFolder, RunSummary
from gan_studio.session.failure import Failure
from gan_studio.session.studio import OpenModel, ResumeRun, Studio, UseConfig, UseSource, Visit
from gan_studio.ui.pages.train.draft import remembered_name
from gan_studio.ui.pages.train.ending import Ending, ending_of, limit_text, longer
from gan_studio.ui.pages.train.files import asked_what_to_load, asked_where_to_save, write_config
from gan_studio.ui.pages.train.finder import RunFinder
from gan_studio.ui.pages.train.look import recalled_look, remember_look
from gan_studio.ui.pages.train.past import Past
from gan_studio.ui.pages.train.view import TrainView
from gan_studio.ui.pages.train.watch import RunWatch
from gan_studio.ui.widgets.config_form_draft import Origin
from gan_studio.ui.widgets.live_plot import PlotLook


class TrainPage(QWidget):
    """Settings at the left; buttons, samples and plots of one run in the rest."""

    place = "train"
    title = "Train"
    icon = "train"

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._training = studio.training
        self.view = TrainView(self, studio)
        self.watch = RunWatch(self.view, self)
        self._to_resume: Path | None = None
        self._failure: Failure | None = None
        self._waiting: list[object] = []
        self._finder = RunFinder(self)
        self._connect()
        self.view.plots.set_look(recalled_look(studio.preferences, self.view.plots.look()))
        self.view.presets.show_origin(remembered_name(studio.preferences))
        self.view.presets.set_enabled(studio.parts.is_ready)
        self._follow_state(self._training.state)
        studio.parts.failed.connect(self._tell_no_parts)
        studio.parts.when_ready(self._build)

    def receive(self, payload: object) -> None:
        """Take a run to resume, a configuration or a data set; it waits until there is a form."""
        if self.view.form.form is None:
            self._waiting.append(payload)
        elif isinstance(payload, ResumeRun) and payload.path == self._training.run_folder and self._is_busy:
            return
        elif self._is_busy:
            self._studio.notices.warn(
                "A run is training.", "Stop it first; what you chose was not taken over."
            )
        elif isinstance(payload, ResumeRun):
            self._read(payload.path)
        elif isinstance(payload, UseConfig):
            self._load(Origin("", payload.config))
        elif isinstance(payload, UseSource):
            self._try(lambda: self.view.form.edit(("data.source", payload.text), *payload.settings))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pause or continue with Space, where nothing else wants it."""
        if event.key() == Qt.Key.Key_Space and self.view.controls.pause.isEnabled():
            self._toggle_pause()
        else:
            super().keyPressEvent(event)

    @property
    def _is_busy(self) -> bool:
        return self._training.is_busy

    def _connect(self) -> None:
        view, training = self.view, self._training
        training.events_ready.connect(self.watch.take)
        training.state_changed.connect(self._follow_state)
        training.failed.connect(self._tell_failure)
        self.watch.setting_changed.connect(self._follow_change)
        controls = view.controls
        controls.start_asked.connect(self._start)
        controls.pause_asked.connect(self._toggle_pause)
        controls.stop_asked.connect(training.stop)
        controls.save_asked.connect(training.save_now)
        controls.resume_asked.connect(self._resume_offered)
        view.status.cancel_asked.connect(training.stop)
        view.status.show_asked.connect(self._show_problem)
        view.outcome.explore_asked.connect(self._explore)
        view.outcome.longer_asked.connect(self._train_longer)
        view.outcome.go_on_asked.connect(self._go_on)
        view.form.checked.connect(self._follow_form)
        view.presets.chosen.connect(self._load_preset)
        view.presets.reset.triggered.connect(self._reset)
        view.presets.save.triggered.connect(self._save_config)
        view.presets.load.triggered.connect(self._load_config)
        self.addActions([view.presets.reset, view.presets.save, view.presets.load])
        view.plots.look_changed.connect(self._remember_look)
        view.plots.export_failed.connect(self._studio.notices.error)
        self._finder.past_read.connect(self._show_past)
        self._finder.unfinished_found.connect(self._offer_run)
        self._finder.failed.connect(self._tell_unreadable)
        view.outcome.dismissed.connect(self._follow_form)

    def _build(self) -> None:
        form = self.view.form
        form.build()
        form.form.live_edited.connect(self._change_live)
        form.form.origin_changed.connect(self._follow_origin)
        self._follow_origin(form.form.origin())
        self._follow_state(self._training.state)
        waiting, self._waiting = self._waiting, []
        for payload in waiting:
            self.receive(payload)
        if not waiting:
            self._finder.look()

    def _tell_no_parts(self, failure: Failure) -> None:
        self.view.form.tell_failure(f"{failure.message} {failure.advice}")
        self.view.status.say(failure.message)

    def _start(self) -> None:
        """Train what the form holds: a new run, or the one to be resumed."""
        if not self._is_busy and self.view.form.form is not None:
            config = self.view.form.form.value()
            if self.view.form.can_start:
                self._begin(config, self._to_resume)

    def _begin(self, config: RunConfig, folder: Path | None) -> None:
        self._failure = None
        self.view.outcome.hide()
        self.view.status.begin()
        if folder is None:
            self.watch.forget()
        self._try(lambda: self._training.start(config, folder, resume=folder is not None))
        self._follow_state(self._training.state)
        self.view.samples.grid.setFocus()

    def _toggle_pause(self) -> None:
        if self._training.state == "paused":
            self._training.go_on()
        else:
            self._training.pause()

    def _follow_state(self, state: str) -> None:
        view = self.view
        view.controls.show_state(state)
        view.presets.set_enabled(state == "idle" and view.form.form is not None)
        if view.form.form is not None:
            view.form.form.set_running(state != "idle")
        if state == "preparing":
            self.view.controls.offer_run(None, "")
            self.view.plots.prepare()
        elif (
            state == "idle"
            and self.watch.folder is not None
            and self.watch.folder == self._training.run_folder
        ):
            self._tell_ending(ending_of(self.watch, view.status.progress, self._failure))
        self._follow_form()

    def _tell_failure(self, failure: Failure) -> None:
        """A failure comes after the state is idle again."""
        self._failure = failure
        self._tell_ending(ending_of(self.watch, self.view.status.progress, failure))

    def _tell_ending(self, ending: Ending) -> None:
        outcome = self.view.outcome
        offers = {"explore": outcome.explore, "longer": outcome.longer, "go_on": outcome.go_on}
        outcome.tell(ending.icon, ending.text, *(offers[name] for name in ending.offers))
        self._to_resume = None
        self._follow_form()

    def _follow_form(self) -> None:
        """Say whether the form may be started, and why not."""
        form, status = self.view.form, self.view.status
        why_not = ""
        if form.form is None:
            why_not = "The networks are being loaded; this takes a few seconds."
        elif self._is_busy:
            why_not = "A run is training."
        elif form.problems:
            why_not = form.problems[0].why
        self.view.controls.allow_start(why_not, resumes=self._to_resume is not None)
        status.setVisible(self._is_busy or bool(why_not) or self.view.outcome.isHidden())
        if not self._is_busy:
            status.say(why_not or self._ready_text(), is_problem=bool(form.problems))

    def _ready_text(self) -> str:
        if self._to_resume is not None:
            return f"Ready to go on with {self._to_resume.name}."
        return f"Ready. A run with these settings trains {limit_text(self.view.form.form.value())}."

    def _show_problem(self) -> None:
        self.view.form.form.reveal(self.view.form.problems[0].path)

    def _change_live(self, edit: tuple[str, object]) -> None:
        self._training.change(*edit)

    def _follow_change(self, event: SettingChanged) -> None:
        self.view.form.form.follow(event.path, event.new)

    def _follow_origin(self, origin: Origin) -> None:
        self.view.presets.show_origin(origin.name)

    def _load(self, origin: Origin, config: RunConfig | None = None) -> None:
        self._to_resume = None
        self.view.form.load(origin, config)
        self._follow_form()

    def _load_preset(self, preset: Preset) -> None:
        self._try(lambda: self._load(Origin(preset.name, preset.config())))

    def _reset(self) -> None:
        self._load(self.view.form.form.origin())

    def _save_config(self) -> None:
        path = asked_where_to_save(self)
        if path is not None:
            self._try(lambda: write_config(path, self.view.form.form.value()))

    def _load_config(self) -> None:
        path = asked_what_to_load(self)
        if path is not None:
            self._try(lambda: self._load(Origin(path.name, read_config(path))))

    def _explore(self) -> None:
        self._studio.visit(Visit("explore", OpenModel(self.watch.folder)))

    def _train_longer(self) -> None:
        self._continue(longer)

    def _go_on(self) -> None:
        self._continue(lambda config: config)

    def _continue(self, changed: Callable[[RunConfig], RunConfig]) -> None:
        """Go on with the run that is shown, with its own settings changed."""
        folder = self.watch.folder

        def begin() -> None:
            config = changed(read_config(RunFolder(folder).config_path))
            self._load(Origin(folder.name, config))
            self._begin(config, folder)

        self._try(begin)

    def _resume_offered(self, folder: Path) -> None:
        self.receive(ResumeRun(folder))

    def _read(self, folder: Path) -> None:
        self.view.status.say(f"Reading {folder.name}…")
        self._finder.read(folder)

    def _tell_unreadable(self, failure: Failure) -> None:
        self._studio.tell_failure(failure)
        self._follow_form()

    def _show_past(self, past: Past) -> None:
        if self._is_busy:
            return
        self.view.controls.offer_run(None, "")
        self.view.outcome.hide()
        self.watch.show_past(past)
        self._load(Origin(past.summary.name, past.config))
        self._to_resume = past.summary.path
        self._follow_form()
        if past.summary.state == "done":
            self._tell_ending(
                Ending("check", f"{past.summary.name} has reached its limit.", ("longer", "explore"))
            )

    def _offer_run(self, run: RunSummary) -> None:
        if not self._is_busy and self._to_resume is None:
            self.view.controls.offer_run(run.path, run.name)

    def _remember_look(self, look: PlotLook) -> None:
        remember_look(self._studio.preferences, look)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except InputError as error:
            self._studio.notices.error(str(error))
