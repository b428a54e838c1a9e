"""What staff of the demonstration found, said and gave, in their own words."""

CALLS = {
    "contacted": (
        "Called at half past six, spoke to the customer for ten minutes. Calm, but "
        "wants to see something happen.",
        "Reached the customer at the second attempt and apologised. Will look at it on "
        "the spot tomorrow.",
        "Called back within the day. The customer was surprised that somebody reads "
        "the answers.",
        "电话联系了客户，先道歉，约好明天上门查看。",
        "Visited the customer together with the engineer; photos are in the file.",
    ),
    "progress": (
        "Cause found, contractor ordered. The customer knows the date.",
        "Spoke to the handover team: the same thing has happened to three families of "
        "this block.",
        "已安排维修班组，周四上午上门，客户同意。",
        "The supplier sends the part; the desk tells the customer every second day how "
        "it stands.",
    ),
    "waiting": (
        "Proposed two dates, the customer asks the family and calls back.",
        "Offer sent by e-mail; the customer wants to sleep on it.",
        "客户出差，下周一回来再确认方案。",
    ),
}
NO_CASE = "The answers were about another flat. Entered anew there."
FOUND = {
    "handover_appointment": (
        "Forty families had been called for the same morning. New appointment on a "
        "Saturday with one engineer for this family alone; eleven defects listed, all "
        "with a date."
    ),
    "repair": (
        "Three work orders for the same leak, each closed as soon as somebody had been "
        "there. Source found in the flat above, pipe replaced, ceiling painted. From "
        "now on only the resident closes an order."
    ),
    "residents_app": (
        "The report was lost when the session ended. Entered by hand, and passed to "
        "the makers of the app with two more of the kind."
    ),
    "service_desk": (
        "Desk hours do not fit people who work. Evening service on trial until nine, "
        "twice a week."
    ),
    "home": (
        "Sound test made: one socket was not sealed. Closed with mineral wool, tested "
        "again with the customer listening."
    ),
    "fee_statement": (
        "Explained item by item at the kitchen table. “Other public expenses” is split "
        "up on the next statement."
    ),
    "annual_meeting": (
        "The customer had not got the letter: old address. Corrected, and the slides "
        "sent with a note by hand."
    ),
    "owners_club": (
        "Two events a month go to weekends, and half of the places are kept for those "
        "who have never come."
    ),
    "materials": (
        "Taps in the show flat were those of the next higher line. Exchanged, and all "
        "labels checked against the contract annex."
    ),
    "advice": (
        "The adviser was on the second day of the job. The customer got a written "
        "answer and another adviser; product training brought forward."
    ),
    "car_park": (
        "Staff cars on visitors' spaces. Moved to the second basement; one more sign "
        "at the crossing."
    ),
    "price_list": (
        "Two versions of the list were in use. Old one destroyed, the better price "
        "kept for this customer."
    ),
    "brand_wall": (
        "An award of 2009 was shown without its year. Board corrected, photo sent to "
        "the customer."
    ),
    "reception": (
        "Two groups at the same time and one receptionist. On weekends there are two "
        "now."
    ),
    "visit": (
        "The customer had to come twice because the show flat was being cleaned. "
        "Private viewing on a weekday evening."
    ),
    "daily_life": (
        "Several small things that nobody had put together. One person keeps the list "
        "now and calls every Friday until it is empty."
    ),
}
# kind, what, cost to the company, reason
COMPENSATIONS = (
    ("gift", "Fruit basket and a card by hand", 35.0, "Small trouble, kept waiting."),
    (
        "discount",
        "Management fee of one month at half price",
        110.0,
        "Seven weeks without a door that closes.",
    ),
    (
        "refund",
        "Day of leave for the failed handover appointment",
        180.0,
        "The appointment was moved by us, twice.",
    ),
    (
        "service",
        "Deep cleaning after the repair",
        90.0,
        "Three visits left plaster dust in the whole flat.",
    ),
    (
        "apology",
        "Letter by the managing director",
        0.0,
        "Not the money, but the tone was the problem.",
    ),
    (
        "gift",
        "Season ticket for the residents' pool",
        150.0,
        "Tier A customer, second complaint in a year.",
    ),
)
