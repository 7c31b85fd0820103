"""Codes a folder of Parquet files on Ray.

    python crates/python/examples/ray/code_folder.py pages/ coded/ --model fast

INPUT has the columns that `dunlin.code` reads (`id`, `url`, `published`, `html` or `text`, …); OUTPUT becomes a folder of
Parquet, one row an article. Every node needs the wheel (`pip install dunlin "ray[data]"`).
"""

import argparse

import ray

import dunlin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--model", choices=["accurate", "fast"], default="accurate")
    parser.add_argument("--published", help="day of publication where neither page nor row says one, YYYY-MM-DD")
    options = parser.parse_args()
    pages = ray.data.read_parquet(options.input)
    code(pages, model=options.model, published=options.published).write_parquet(options.output)


def code(pages: "ray.data.Dataset", batch_size: int = 256, **options: object) -> "ray.data.Dataset":
    """The coded rows of a data set of pages: one core and one thread a task."""
    return pages.map_batches(
        dunlin.code_table, fn_kwargs=options, batch_format="pyarrow", batch_size=batch_size, num_cpus=1
    )


if __name__ == "__main__":
    main()
