"""How customers of the demonstration answer: means, moods and their own words.

Marks are on the scale from 0 to 10 until a question turns them into a choice.
"""

from .words import WORDS

# By touchpoint: mean before, and during the last two months
EXPERIENCE = {
    "handover_appointment": (3.3, 6.0),
    "repair": (3.9, 6.4),
    "residents_app": (5.6, 6.6),
    "service_desk": (6.9, 7.2),
    "home": (7.6, 7.6),
    "fee_statement": (6.1, 6.2),
    "annual_meeting": (7.2, 7.4),
    "owners_club": (6.4, 6.5),
    "materials": (7.8, 7.9),
    "advice": (7.6, 7.8),
    "car_park": (5.4, 5.8),
    "price_list": (6.5, 6.6),
    "brand_wall": (7.5, 7.6),
    "reception": (7.9, 8.0),
}
# By survey and dimension: what was expected, and how important it is
EXPECTATION = {
    "viewing": {
        "product": 7.4,
        "service": 7.1,
        "convenience": 7.0,
        "price": 7.0,
        "brand": 7.1,
        "relationship": 6.3,
    },
    "living": {
        "product": 7.7,
        "service": 7.7,
        "convenience": 7.9,
        "price": 6.8,
        "brand": 7.0,
        "relationship": 5.6,
    },
}
IMPORTANCE = {
    "convenience": 8.9,
    "product": 8.0,
    "service": 7.8,
    "price": 7.2,
    "brand": 5.3,
    "relationship": 4.6,
}
IMPROVED_DAYS = 60


def clip(value, low=0.0, high=10.0):
    return min(max(value, low), high)


class Mood:
    """One customer filling in one sheet.

    :param rng: a seeded ``random.Random``
    :param survey: ``viewing`` or ``living``
    :param bias: how kindly this customer judges, added to every experience
    :param days: how many days ago it is
    :param shift: what happened in between: better or worse by so much
    """

    def __init__(self, rng, survey, bias, days, shift=0.0):
        self.rng, self.survey, self.shift = rng, survey, shift + bias
        self.improved = days <= IMPROVED_DAYS
        # There are not enough texts for all: those of the last weeks are read most.
        self.talkative = 0.8 if days <= 30 else 0.35 if days <= 100 else 0.15
        self.experiences = {}

    def experience(self, touchpoint):
        mean = EXPERIENCE[touchpoint][self.improved] + self.shift
        mark = clip(self.rng.gauss(mean, 1.8))
        self.experiences[touchpoint] = mark
        return mark

    def expectation(self, dimension):
        return clip(self.rng.gauss(EXPECTATION[self.survey][dimension], 1.3))

    def importance(self, dimension):
        return clip(self.rng.gauss(IMPORTANCE[dimension], 1.4))

    @property
    def overall(self):
        """The mean, pulled down by the worst: one bad thing is remembered."""
        marks = list(self.experiences.values()) or [6.0]
        return 0.65 * sum(marks) / len(marks) + 0.35 * min(marks) + 0.9

    def about(self, spread=1.0):
        return clip(self.rng.gauss(self.overall, spread))

    def nps(self):
        return round(clip(self.rng.gauss(self.overall + 1.2, 1.1)))

    def topics(self):
        """What is worth writing about: (touchpoint, mood), most striking first."""
        ranked = sorted(self.experiences.items(), key=lambda item: item[1])
        bad = [(name, "bad") for name, mark in ranked if mark < 3.75]
        good = [(name, "good") for name, mark in reversed(ranked) if mark >= 7.5]
        return bad or good


class Comments:
    """Texts to be handed out, each once."""

    def __init__(self, rng):
        self.left = {}
        for topic, by_lang in WORDS.items():
            for lang, texts in by_lang.items():
                texts = list(texts)
                rng.shuffle(texts)
                self.left[topic, lang] = texts

    def take(self, topics, lang):
        for topic in topics:
            if self.left.get((topic, lang)):
                return self.left[topic, lang].pop()
        return None
