"""Reading with Ray Data: `dataset.map_batches(Reader, num_cpus=2, compute=…)`."""

from __future__ import annotations

import ray

from ocrlc.integrations.table_reader import TableReader


class Reader(TableReader):
    """Reads the files of `ray.data.read_binary_files(…, include_paths=True)`.

    A class for `map_batches`; its arguments are those of `TableReader`, as
    `fn_constructor_kwargs`. Without `threads`, an actor reads with as many threads as it has
    CPUs (`num_cpus`).
    """

    def granted_threads(self) -> int | None:
        """Return the CPUs of this actor or task; None outside of Ray, or if it has none."""
        if not ray.is_initialized() or ray.get_runtime_context().get_task_id() is None:
            return None
        cpus = ray.get_runtime_context().get_assigned_resources().get("CPU")
        return max(1, int(cpus)) if cpus else None
