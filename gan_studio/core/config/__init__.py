"""Configuration: what a run does, as one frozen value that forms, files and commands edit."""

from gan_studio.core.config.edit import field_at as field_at
from gan_studio.core.config.edit import value_at as value_at
from gan_studio.core.config.edit import with_assignments as with_assignments
from gan_studio.core.config.edit import with_value as with_value
from gan_studio.core.config.fields import Setting as Setting
from gan_studio.core.config.fields import SettingField as SettingField
from gan_studio.core.config.fields import setting as setting
from gan_studio.core.config.fields import setting_fields as setting_fields
from gan_studio.core.config.files import from_dict as from_dict
from gan_studio.core.config.files import read_config as read_config
from gan_studio.core.config.files import to_dict as to_dict
from gan_studio.core.config.files import to_toml as to_toml
from gan_studio.core.config.options import DataOptions as DataOptions
from gan_studio.core.config.options import SavingOptions as SavingOptions
from gan_studio.core.config.options import ScoringOptions as ScoringOptions
from gan_studio.core.config.options import TrainingOptions as TrainingOptions
from gan_studio.core.config.presets import DEFAULT_PRESET as DEFAULT_PRESET
from gan_studio.core.config.presets import Preset as Preset
from gan_studio.core.config.presets import preset as preset
from gan_studio.core.config.presets import presets as presets
from gan_studio.core.config.problems import DataFacts as DataFacts
from gan_studio.core.config.problems import Problem as Problem
from gan_studio.core.config.problems import problems as problems
from gan_studio.core.config.run_config import RunConfig as RunConfig
from gan_studio.core.config.run_config import Section as Section
from gan_studio.core.config.run_config import sections as sections
