"""Views of an organisation in documentation sites and notebooks: a fenced block for MkDocs and Zensical, a directive
for Sphinx, a magic for Jupyter. Each draws anew whenever the site is built, so that a page never shows an old plan."""
