"""Closed lists of English words that decide whether a capital letter is evidence for a name.

They are short on purpose. A word that is missing costs a mention that is then not counted, and said to be doubtful;
nothing here can make the program find a name that is not recorded.
"""

from __future__ import annotations

KINDS = frozenset(
    """
    affiliate airport alliance army attack attacks base battalion bazaar bombing bombings branch brigade brigades camp
    campaign chapter city college command commission committee council court district division faction factions
    fighters force forces front government group hospital insurgents intelligence leadership militants militia ministry
    mosque mountains movement network office operation organisation organization outfit parliament party pass police
    prison province raid regiment region river road school section shrine shura siege tehsil town tribe unit university
    valley village wing
    """.split()
)
"""Words for kinds of things: in a name they may be written small (`Haqqani network`), and beside one they make no
longer name (`Swat District`). Never `state` or `emirate`: an Islamic state is not the Islamic State."""

FUNCTION = frozenset(
    """
    a about across after again against all along also although amid among an and another any anti are around as at
    because before behind being between both but by despite did do during each either even every few following for
    former from had has have he her here his how however if in inside into is it its last later like many meanwhile more
    most near neither new no nor not now of off on once one only or other our out outside over per pro recently she
    since so some still such than that the their then there these they this those though three through thus to today
    tomorrow toward towards two under unlike until up upon was we were what when where whether which while who whom
    whose why will with within without yesterday yet you
    """.split()
)
"""Words that begin a sentence with a capital, and are in no name beside it."""

CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december
    """.split()
)

RANKS = frozenset(
    """
    ambassador brigadier captain chief colonel commander deputy director emir field foreign general governor head
    interior interim justice leader lieutenant major marshal military minister officer president prime prince
    professor secretary senior spokesman spokesperson spokeswoman supreme terrorist
    """.split()
)
"""What people are: before a name they belong to no longer one (`Commander Jafar`). Not `Mullah` or `Qari`, which do."""

PARTS = frozenset("north south east west upper lower new old greater azad".split())
"""Words before the name of a place that make it the name of another one, at the beginning of a sentence too."""

ABBREVIATIONS = frozenset(
    """
    adm al brig capt cdr cf cmdr co col dept dr ed eds eg est etc fig gen gov hon ie inc jan feb mar apr jun jul aug
    sep sept oct nov dec jr lt ltd maj md messrs mr mrs ms no nos op pp prof pvt rep rev sen sgt sr st vol vs
    """.split()
)
"""Words after which a full stop ends no sentence."""
