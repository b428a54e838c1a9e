"""What the property developer of the demonstration concluded and decided."""

BRAND_VALUE = (
    "<p>People buy at Harbour View because they <b>believe what they are told</b>: "
    "drawbacks are shown before they ask, and what was promised is built.</p>"
)
BRAND_EVIDENCE = (
    "<p>Interviews with forty buyers in the week after signing; adverse factors and "
    "three-day withdrawal were named most often.</p>"
)
# The requirements of the quarter before; those still open go on in the new one.
BEFORE = (
    {
        "name": "Handovers in the evening and on Saturdays, one engineer a family",
        "dimension": "convenience",
        "state": "doing",
        "owner": "service",
        "due": 40,
        "cost": 18000,
        "effort": 60,
        "description": "<p>Three dates to choose from, changed once without asking "
        "why; no more than twenty minutes' wait on the day.</p>",
        "strategy": "Fits “we keep what we promise”: the handover is where the promise "
        "is checked.",
        "strategy_aligned": "yes",
        "people": "Six engineers more from the sites that have been finished; training "
        "in talking to families.",
        "people_aligned": "partly",
        "process": "No more than eight handovers a day and block; list of defects "
        "signed on the spot.",
        "process_aligned": "yes",
        "technology": "Appointments in the residents' app.",
        "technology_aligned": "partly",
    },
    {
        "name": "Only the resident closes a repair order",
        "dimension": "service",
        "state": "done",
        "owner": "service",
        "due": -70,
        "cost": 2500,
        "effort": 12,
        "description": "<p>An order stays open until the resident says it is mended, "
        "by one tap or on the phone.</p>",
        "strategy": "Costs nothing and is what owners talk about.",
        "strategy_aligned": "yes",
        "people": "Contractors are paid by orders closed by residents.",
        "people_aligned": "yes",
        "process": "Call after a week: is it still dry?",
        "process_aligned": "yes",
        "technology": "One more state in the app.",
        "technology_aligned": "yes",
    },
)
NOW = (
    {
        "name": "One table at the handover instead of four counters",
        "dimension": "convenience",
        "state": "approved",
        "owner": "manager",
        "due": 25,
        "cost": 4000,
        "effort": 15,
        "description": "<p>Identity, last payment, meters and keys in one place; "
        "papers that we have are not asked for again.</p>",
        "strategy": "Same promise, less cost.",
        "strategy_aligned": "yes",
        "people": "Accounts sends one person to the site on handover days.",
        "people_aligned": "yes",
        "process": "Papers are checked the week before.",
        "process_aligned": "yes",
        "technology": "Reader for identity cards, two tablets.",
        "technology_aligned": "yes",
    },
    {
        "name": "Repair vans with the thirty parts that break most",
        "dimension": "service",
        "state": "proposed",
        "owner": "service",
        "due": 60,
        "cost": 26000,
        "effort": 30,
        "description": "<p>Half of the second visits are for a part that was not in "
        "the van.</p>",
        "strategy": "Fits; the question is who pays after the warranty.",
        "strategy_aligned": "partly",
        "people": "Two fitters are missing.",
        "people_aligned": "no",
        "process": "Stock counted every Friday.",
        "process_aligned": "yes",
        "technology": "Two vans, shelves.",
        "technology_aligned": "yes",
    },
    {
        "name": "Fee statement on one page, compared with last year",
        "dimension": "price",
        "state": "doing",
        "owner": "manager",
        "due": -4,
        "cost": 1200,
        "effort": 8,
        "description": "<p>“Other public expenses” disappears; every item above two "
        "per cent has a name.</p>",
        "strategy": "We show drawbacks before they are asked for: costs too.",
        "strategy_aligned": "yes",
        "people": "One accountant, two evenings a month.",
        "people_aligned": "yes",
        "process": "Owners' committee sees it a week before.",
        "process_aligned": "yes",
        "technology": "",
        "technology_aligned": "yes",
    },
    {
        "name": "Birthday visits by the owners' club",
        "dimension": "relationship",
        "state": "dropped",
        "owner": "manager",
        "due": 10,
        "cost": 9000,
        "effort": 45,
        "description": "<p>Nobody asked for it: little importance, no gap.</p>",
        "strategy": "Effort where customers expect little.",
        "strategy_aligned": "no",
        "people": "",
        "people_aligned": False,
        "process": "",
        "process_aligned": False,
        "technology": "",
        "technology_aligned": False,
    },
)
# name, unit, before, after (None: not measured yet), lower is better, requirement
RESULTS = (
    ("Handovers finished at the first appointment", "%", 58, 81, False, 0),
    ("Days until a defect is mended (median)", "days", 26, 11, True, 1),
    ("Repair orders opened again", "per month", 37, 14, True, 1),
    ("Flats sold on an owner's recommendation", "per quarter", 7, None, False, 0),
)
