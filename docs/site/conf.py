"""How Sphinx makes the site of the documents: ``python docs/site/build.py``.

The sources are the Markdown files of the repository as they are, so that they read the same on the
site and beside the code.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

SITE = Path(__file__).resolve().parent
REPOSITORY = SITE.parents[1]

_project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]

project = "posecheck"
version = release = _project["version"]
html_title = f"posecheck {version}"
language = "en"

extensions = [
    "myst_parser",
    "sphinx_external_toc",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
root_doc = "docs/index"
external_toc_path = str(SITE / "_toc.yml")
include_patterns = [
    "*.md",
    "docs/*.md",
    "docs/**/*.md",
    "examples/*.md",
    "models/*.md",
    "research/*.md",
    "research/*/*.md",
    "sample_videos/*.md",
]
exclude_patterns = ["**/.*", ".*", "mutants", "research/render/assets", "research/*/work"]

myst_heading_anchors = 4
highlight_language = "none"

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_preprocess_types = False

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["posecheck.css"]
html_js_files = ["tables.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_additional_pages = {"index": "start.html"}
templates_path = ["_templates"]
