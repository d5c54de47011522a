"""Every setting, in one class: environment over `.env` file over default.

Each name is read from the environment as `CAREERSPACE_` + the upper-case name. docs/settings.md is generated from this file.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from search.errors import InputError
from search.presets import DEFAULT, BackendSetting


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(env_prefix="CAREERSPACE_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("careerspace")),
        description="Folder of the embedded index, the embedding cache, and the ledger and quarantine of job ads; screenings.",
    )
    qdrant_url: str | None = Field(None, description="URL of a Qdrant server; unset means the embedded engine.")
    qdrant_api_key: SecretStr | None = Field(None, description="API key of that server.")
    qdrant_prefix: str = Field("careerspace", description="Prefix of every collection and alias on that server.")
    qdrant_timeout_s: int = Field(30, description="Seconds before a request to that server is given up.", ge=1)
    qdrant_shards: int | None = Field(None, description="Shards of a new collection on a cluster; unset leaves it to Qdrant.")
    qdrant_replication: int | None = Field(None, description="Replicas of a new collection on a cluster.")
    model: str = Field(
        DEFAULT,
        description="Encoder: a preset, a Hugging Face name, or a folder (`careerspace models` lists the presets).",
    )
    dimension: int | None = Field(None, description="Shorter vectors, where the preset offers them (Matryoshka).")
    backend: BackendSetting = Field(
        "auto",
        description="What computes the encoder: torch, bf16, onnx or openvino; `auto` is what the model's folder says, else torch.",
    )
    device: str | None = Field(None, description="cpu, cuda, cuda:1 or mps; unset takes the best one present.")
    batch_size: int = Field(64, description="Texts per batch of the encoder.", ge=1)
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        ("en",), min_length=1, description="Languages that `careerspace ingest` reads, most wanted first, comma-separated."
    )
    esco_version: str | None = Field(None, description="Refuse any other ESCO release, when indexing and when answering.")
    ads_max_age_days: int = Field(
        90, description="Days after which an ad that no input has shown again counts as expired.", ge=1
    )
    centroid_kappa: float = Field(
        4.0,
        description="Ads at which an occupation's ads weigh as much as its description in the job centroid.",
        ge=0,
        allow_inf_nan=False,
    )
    centroid_predicted: bool = Field(False, description="Let ads whose occupation is only predicted feed the job centroids.")
    keep_generations: int = Field(2, description="Published generations kept for rollback, the current one included.", ge=1)
    host: str = Field("127.0.0.1", description="Address that `careerspace serve` listens on.")
    port: int = Field(8000, description="Port that `careerspace serve` listens on.", ge=0, le=65535)
    api_key: SecretStr | None = Field(
        None, description="Key that HTTP callers send as `Authorization: Bearer …`; required beyond loopback."
    )
    max_upload_mb: int = Field(10, description="Largest resume accepted, in MB.", ge=1)
    screening_keep_text: bool = Field(
        False,
        description="Keep the text of screened resumes, without identity, until they are erased; results and quotes are.",
    )
    screening_keep_days: int | None = Field(
        None,
        description="Days after which a screening that finished, failed or stopped is deleted with its resumes; unset keeps it.",
        ge=1,
    )
    screening_max_upload_mb: int = Field(200, description="Largest upload of resumes to be screened, in MB.", ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe entries that are logged."
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_default(cls, values: dict[str, Any]) -> dict[str, Any]:
        # not env_ignore_empty: an empty variable would then leave a line of `.env` in force
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("languages", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        return tuple(part.strip().lower() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _expand_home(cls, folder: Path) -> Path:
        return folder.expanduser()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once. Raises InputError that names each variable that can't be used."""
    try:
        return Settings()
    except UnicodeDecodeError as error:
        raise InputError(f".env is not in UTF-8: {error}") from None
    except ValidationError as error:
        wrong = (f"CAREERSPACE_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise InputError("; ".join(wrong)) from None
