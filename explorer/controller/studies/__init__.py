"""Studies: what a panel computes about the function at the probe, each a pure function in a table.

How to add one. Write ``compute(given: StudyInput, token) -> Answer`` in a file of this package: it
calls :mod:`explorer.core` and returns a frozen answer with the numbers for its page, ``figures`` for
surface and map (:mod:`explorer.controller.figures`) and ``plots`` for the charts below the views
(:mod:`explorer.controller.plots`). Write ``key(given)``: everything that the answer depends on, and
nothing else. Put one row into :data:`explorer.controller.studies.table.STUDIES`. What the user
chooses goes into :class:`explorer.model.document.Studies` and is changed by ``Intents.change_study``.

The page that shows it is a row of :mod:`explorer.views.panels.registry`.
"""
