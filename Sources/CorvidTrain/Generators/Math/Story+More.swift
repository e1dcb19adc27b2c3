/// Fractions, legs and wheels, goals, combined steps, three people, temperatures, floors, teams, trips.
extension Story {
    private static let halves: [(text: String, value: Int, isNumber: Bool)] = [
        ("half", 2, false), ("third", 3, true), ("quarter", 4, false), ("fifth", 5, true), ("tenth", 10, true),
    ]

    /// A part given away or used, the rest asked for.
    static func fraction(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let x = t.thing().many
        let (text, value, isNumber) = t.composer.pick(halves)
        let part = t.composer.figure(Rational(value), text: text)
        let total = t.exactly(Rational(value * t.composer.int(2...40)))
        let spoken = isNumber ? "a " + part.marked : text == "half" ? "half" : "a " + text
        let divisor: Formula = isNumber ? .figure(part) : .constant(value)
        let more = t.number(2...20)
        let verb = t.composer.pick(["gives away", "sells", "loses", "uses", "lends out", "paints", "packs up"])
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) has \(total.marked) \(x)", "There are \(total.marked) \(x) in \(p.name)'s shop",
                    "\(total.marked) \(x) belong to \(p.name)",
                ]),
                t.composer.pick([
                    "\(p.name) \(verb) \(spoken) of them",
                    "On \(t.composer.pick(Words.weekdays)) \(p.name) \(verb) \(spoken) of the \(x)",
                ]),
            ], person: p,
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many is that?", "How many \(x) is that part?", "How many \(x) are in that part?",
                    ]),
                    formula: .figure(total) / divisor, answer: "That is {r} \(x)."),
                Question(
                    text: t.composer.pick([
                        "How many \(x) are not among them?", "How many \(x) remain?", "How many are left over?",
                    ]),
                    formula: total - .figure(total) / divisor, answer: "{r} \(x) remain."),
                Question(
                    text: "Then \(more.marked) more are brought to the rest. How many \(x) is the rest then?",
                    formula: total - .figure(total) / divisor + more, answer: "Then the rest is {r} \(x)."),
            ])
    }

    /// Legs and wheels, which nobody states.
    static func counted(_ t: inout Teller) -> Story {
        let (first, second, part) = t.composer.pick([
            (("cows", 4), ("hens", 2), "legs"), (("dogs", 4), ("children", 2), "legs"),
            (("cars", 4), ("bicycles", 2), "wheels"),
            (("horses", 4), ("geese", 2), "legs"), (("tables", 4), ("stools", 3), "legs"),
            (("cars", 4), ("tricycles", 3), "wheels"),
            (("spiders", 8), ("ants", 6), "legs"), (("goats", 4), ("ducks", 2), "legs"),
            (("chairs", 4), ("spiders", 8), "legs"),
        ])
        let (n, m) = (t.number(2...30), t.number(2...30))
        let place = t.composer.pick([
            "in the yard", "on the farm", "in the barn", "in front of the house", "in the picture", "at the fair",
        ])
        return Story(
            sentences: [
                t.composer.pick([
                    "There are \(n.marked) \(first.0) and \(m.marked) \(second.0) \(place)",
                    "\(place.capitalized) there are \(m.marked) \(second.0) and \(n.marked) \(first.0)",
                    "Somebody counts \(n.marked) \(first.0) and \(m.marked) \(second.0) \(place)",
                ])
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(part) is that in all?", "How many \(part) do they have together?",
                        "What is the number of \(part)?",
                    ]),
                    formula: n * .constant(first.1) + m * .constant(second.1), answer: "They have {r} \(part) together."
                ),
                Question(
                    text: "How many \(part) do the \(first.0) have?", formula: n * .constant(first.1),
                    answer: "The \(first.0) have {r} \(part)."),
                Question(
                    text: "How many \(first.0) and \(second.0) are there together?", formula: n + m,
                    answer: "There are {r} of them."),
            ])
    }

    private static let goals = Phrases(
        """
        {p} wants to collect {g} {x}
        {p} needs {g} {x} for the {event}
        {p}'s goal is {g} {x}
        For a prize {p} has to find {g} {x}
        {g} {x} are needed, and {p} has to bring them
        """)

    /// What is missing to a goal, from one or two parts.
    static func goal(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let x = t.thing().many
        let (a, b) = (t.number(2...60), t.number(2...60))
        let g = t.exactly(a.value + b.value + Rational(t.composer.int(2...90)))
        return Story(
            sentences: [
                t.say(goals, ["p": p.name, "g": g.marked, "x": x]),
                t.composer.pick([
                    "\(p.name) already has \(a.marked)", "So far \(p.name) has found \(a.marked)",
                    "\(a.marked) are there already",
                ]),
                t.composer.pick([
                    "\(q.name) brings \(b.marked) more", "\(b.marked) more come from \(q.name)",
                    "\(q.name) gives \(p.name) another \(b.marked)",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(x) are still missing?", "How many more \(x) does \(p.name) need?",
                        "How many \(x) does \(p.name) still have to find?",
                    ]), formula: g - a - b, answer: "{r} \(x) are still missing."),
                Question(
                    text: t.composer.pick(["How many \(x) are there now?", "How many does \(p.name) have by now?"]),
                    formula: a + b,
                    answer: "\(p.name) has {r} \(x) by now."),
            ])
    }

    /// Three people, each compared with the one before.
    static func chainOfThree(_ t: inout Teller) -> Story {
        let people = t.people(3)
        let (p, q, r) = (people[0].name, people[1].name, people[2].name)
        let x = t.thing().many
        let (n, d) = (t.number(3...60), t.number(2...25))
        let k = t.number(2...6, words: 0.5)
        let isMore = t.composer.chance(0.5)
        let second = isMore ? n + d : n - d
        let relation =
            isMore
            ? t.composer.pick(["\(d.marked) more than", "\(d.marked) \(x) more than"])
            : t.composer.pick(["\(d.marked) fewer than", "\(d.marked) \(x) less than"])
        let isTimes = t.composer.chance(0.5)
        let e = t.number(2...20)
        let third = isTimes ? second * k : second + e
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p) has \(n.marked) \(x)", "\(p) found \(n.marked) \(x)", "\(p) picked \(n.marked) \(x)",
                ]),
                "\(q) has \(relation) \(p)",
                isTimes ? "\(r) has \(k.marked) times as many as \(q)" : "\(r) has \(e.marked) more than \(q)",
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick(["How many \(x) does \(r) have?", "What is the number of \(r)'s \(x)?"]),
                    formula: third, answer: "\(r) has {r} \(x)."),
                Question(text: "How many \(x) does \(q) have?", formula: second, answer: "\(q) has {r} \(x)."),
                Question(
                    text: t.composer.pick([
                        "How many do \(p) and \(q) have together?", "How many \(x) are there between \(p) and \(q)?",
                    ]),
                    formula: .figure(n) + second, answer: "\(p) and \(q) have {r} \(x) together."),
                Question(
                    text: t.composer.pick([
                        "How many \(x) do the three have in all?", "How many \(x) are there in total?",
                    ]),
                    formula: .figure(n) + second + third, answer: "Together they have {r} \(x)."),
            ])
    }

    static func temperature(_ t: inout Teller) -> Story {
        let city = t.composer.pick(Words.cities)
        let (start, up, down) = (t.number(5...30, words: 0), t.number(2...12), t.number(2...9))
        return Story(
            sentences: [
                t.composer.pick([
                    "In the morning it was \(start.marked) degrees in \(city)",
                    "The day in \(city) began at \(start.marked) degrees",
                ]),
                t.composer.pick([
                    "By noon it had become \(up.marked) degrees warmer",
                    "Until noon the temperature rose by \(up.marked) degrees",
                ]),
                t.composer.pick([
                    "In the evening it fell by \(down.marked) degrees", "Then it cooled down by \(down.marked) degrees",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How warm was it in the evening?", "What was the temperature in the end?"]),
                    formula: start + up - down, answer: "In the evening it was {r} degrees."),
                Question(
                    text: t.composer.pick(["How warm was it at noon?", "What was the temperature at noon?"]),
                    formula: start + up, answer: "At noon it was {r} degrees."),
                Question(
                    text: "By how much did it change over the whole day?",
                    formula: up.value > down.value ? up - down : down - up, answer: "It changed by {r} degrees."),
            ])
    }

    static func floors(_ t: inout Teller) -> Story {
        let p = t.people(1)[0].name
        let thing = t.composer.pick(["tower", "hotel", "office building", "block of flats", "hospital", "car park"])
        let (floors, each, lights) = (t.number(3...40), t.number(4...30), t.number(2...60))
        let what = t.composer.pick(["rooms", "windows", "lamps", "doors", "parking places", "desks", "flats"])
        return Story(
            sentences: [
                t.composer.pick([
                    "A \(thing) has \(floors.marked) floors with \(each.marked) \(what) on each",
                    "On each of the \(floors.marked) floors of a \(thing) there are \(each.marked) \(what)",
                ]).articlesFixed,
                t.composer.pick([
                    "\(p) has checked \(lights.marked) of the \(what)", "\(lights.marked) of them are empty",
                    "\(lights.marked) \(what) are being repaired",
                ]),
            ],
            questions: [
                Question(
                    text: "How many \(what) are there in the whole \(thing)?", formula: floors * each,
                    answer: "There are {r} \(what) in the \(thing)."),
                Question(
                    text: t.composer.pick([
                        "How many \(what) are there besides those?", "How many of the \(what) are not among those?",
                    ]), formula: floors * each - lights, answer: "There are {r} others."),
            ])
    }

    /// Points of several games.
    static func points(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0].name, people[1].name)
        let game = t.composer.pick([
            "darts", "cards", "chess", "bowling", "basketball", "a quiz", "dominoes", "minigolf",
        ])
        let (a, b, c) = (t.number(5...90), t.number(5...90), t.number(5...90))
        let lead = (a + b).value > c.value
        return Story(
            sentences: [
                t.composer.pick([
                    "At \(game), \(p) scored \(a.marked) points in the morning and \(b.marked) points later",
                    "\(p) got \(a.marked) points at \(game), and then \(b.marked) more",
                ]),
                t.composer.pick(["\(q) scored \(c.marked) points in all", "\(q)'s total is \(c.marked) points"]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: "How many points did \(p) score altogether?", formula: a + b,
                    answer: "\(p) scored {r} points."),
                Question(
                    text: lead
                        ? "By how many points is \(p) ahead of \(q)?" : "By how many points is \(q) ahead of \(p)?",
                    formula: lead ? a + b - c : c - (a + b), answer: "The lead is {r} points."),
                Question(
                    text: "How many points were scored by both?", formula: a + b + c,
                    answer: "Both scored {r} points together."),
            ])
    }

    /// Two shops, two prices.
    static func twoPrices(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let one = t.composer.pick(Words.things)
        let (a, b) = (t.price(500...9000), t.price(500...9000))
        let n = t.number(2...15)
        let (low, high) = a.value < b.value ? (a, b) : (b, a)
        return Story(
            sentences: [
                t.composer.pick([
                    "A \(one) costs \(money(a)) at the market and \(money(b)) in the shop",
                    "In the shop a \(one) is \(money(b)), at the market \(money(a))",
                    "At the market they ask \(money(a)) for a \(one), in the shop \(money(b))",
                ]).articlesFixed
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How much does one save on a \(one) at the cheaper place?", "What is the difference in price?",
                    ]),
                    formula: high - low, answer: "The difference is \(money.result).", isCount: false),
                Question(
                    text: "\(p.name) buys \(n.marked) at the cheaper place. What does \(p.name) pay?", formula: n * low,
                    answer: "\(p.name) pays \(money.result).", isCount: false),
                Question(
                    text: "\(p.name) needs \(n.marked) of them. How much is saved at the cheaper place?",
                    formula: n * (high - low),
                    answer: "\(money.result) is saved.", isCount: false),
            ])
    }

    /// Some come, some go, each with something.
    static func guests(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let event = t.composer.pick(Words.events)
        let food = t.composer.pick(Words.foods)
        let (invited, absent, each) = (t.number(6...60), t.number(2...20), t.number(2...6, words: 0.4))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) invites \(invited.marked) people to a \(event)",
                    "\(invited.marked) people are invited to \(p.name)'s \(event)",
                ]).articlesFixed,
                t.composer.pick([
                    "\(absent.marked) of them cannot come", "\(absent.marked) stay at home",
                    "\(absent.marked) of the guests are ill",
                ]),
                t.composer.pick([
                    "Every guest who comes eats \(each.marked) \(Words.plural(food))",
                    "For each guest there are \(each.marked) \(Words.plural(food))",
                ]),
            ],
            questions: [
                Question(text: "How many guests come?", formula: invited - absent, answer: "{r} guests come."),
                Question(
                    text: t.composer.pick([
                        "How many \(Words.plural(food)) are needed for those who come?",
                        "How many \(Words.plural(food)) do the guests that come get?",
                    ]),
                    formula: (invited - absent) * each, answer: "{r} \(Words.plural(food)) are needed."),
            ])
    }

    /// Consumption over a way.
    static func fuel(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let way = t.exactly(Rational(t.composer.int(2...9) * 100))
        let hundred = t.composer.figure(Rational(100))
        let (use, price) = (t.number(4...12), t.price(100...250))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name)'s car needs \(use.marked) liters of fuel for \(hundred.marked) kilometers",
                    "For every \(hundred.marked) kilometers the car takes \(use.marked) liters",
                ]),
                t.composer.pick([
                    "The trip is \(way.marked) kilometers long", "\(p.name) drives \(way.marked) kilometers",
                ]),
                t.composer.pick(["A liter costs \(money(price))", "Fuel is \(money(price)) a liter"]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: "How many liters does the car need for the trip?", formula: way / hundred * use,
                    answer: "The car needs {r} liters."),
                Question(
                    text: t.composer.pick([
                        "What does the fuel for the trip cost?", "How much is the fuel for the whole way?",
                    ]), formula: way / hundred * use * price, answer: "The fuel costs \(money.result).", isCount: false),
            ])
    }

    /// A row of equal gifts from a sum that is left over in part.
    static func pocket(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let money = Money(&t.composer)
        let things = t.composer.pick(2, of: Words.things)
        let (a, b) = (t.price(200...4000), t.price(200...4000))
        let extra = t.price(500...3000)
        let sum = t.exactly(a.value + b.value + Rational(t.composer.int(2...60)))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) had \(money(sum))", "\(p.name) went shopping with \(money(sum))",
                    "\(p.name) took \(money(sum)) along",
                ]),
                t.composer.pick([
                    "\(p.name) spent \(money(a)) on a \(things[0]) and \(money(b)) on a \(things[1])",
                    "A \(things[0]) for \(money(a)) and a \(things[1]) for \(money(b)) were bought",
                ]).articlesFixed,
                t.composer.pick([
                    "Then \(q.name) gave \(p.name) \(money(extra))",
                    "On the way home \(p.name) got \(money(extra)) from \(q.name)",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How much money does \(p.name) have now?", "How much has \(p.name) got in the end?",
                    ]), formula: sum - a - b + extra, answer: "\(p.name) has \(money.result) now.", isCount: false),
                Question(
                    text: t.composer.pick(["How much did \(p.name) spend?", "What did the two things cost together?"]),
                    formula: a + b, answer: "The two cost \(money.result) together.", isCount: false),
                Question(
                    text: "How much was left before \(q.name) gave anything?", formula: sum - a - b,
                    answer: "Before that, \(money.result) was left.", isCount: false),
            ])
    }

    /// Every so often, over a stretch of time that has another unit.
    static func habit(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (does, what) = t.composer.pick([
            ("drinks", "glasses of water"), ("reads", "pages"), ("walks", "kilometers"), ("writes", "letters"),
            ("bakes", "loaves"),
            ("swims", "lengths"), ("draws", "pictures"), ("learns", "words"), ("takes", "photos"), ("eats", "plums"),
            ("plants", "bulbs"),
        ])
        let (n, weeks, days) = (t.number(2...30), t.number(2...8), t.number(2...20))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) \(does) \(n.marked) \(what) a day", "Every day \(p.name) \(does) \(n.marked) \(what)",
                    "\(p.name) \(does) \(n.marked) \(what) daily",
                ])
            ], person: p,
            questions: [
                Question(
                    text: "How many \(what) is that in \(weeks.marked) weeks?", formula: n * 7 * weeks,
                    answer: "That is {r} \(what)."),
                Question(
                    text: "How many \(what) is that in a week?", formula: n * 7, answer: "That is {r} \(what) a week."),
                Question(
                    text: "How many \(what) is that in \(days.marked) days?", formula: n * days,
                    answer: "That is {r} \(what)."),
            ])
    }

    /// How many trips, packs or tables it takes; numbers that come out even.
    static func trips(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let x = t.thing().many
        let (each, done) = (t.number(3...25), t.number(2...9))
        let total = t.exactly(each.value * Rational(t.composer.int(3...30)) + each.value * done.value)
        let vehicle = t.composer.pick(["a cart", "a van", "a wheelbarrow", "a boat", "a lift", "a trolley"])
        return Story(
            sentences: [
                "\(p.name) has to move \(total.marked) \(x)",
                t.composer.pick([
                    "\(vehicle) takes \(each.marked) at a time", "On each trip \(vehicle) carries \(each.marked)",
                ]).capitalizedSentence,
                t.composer.pick(["\(p.name) has made \(done.marked) trips", "\(done.marked) trips are done"]),
            ],
            questions: [
                Question(
                    text: "How many trips does it take in all?", formula: total / each,
                    answer: "It takes {r} trips in all."),
                Question(
                    text: t.composer.pick(["How many \(x) have been moved?", "How many \(x) are moved already?"]),
                    formula: done * each, answer: "{r} \(x) have been moved."),
                Question(
                    text: t.composer.pick(["How many \(x) still have to be moved?", "How many \(x) are left?"]),
                    formula: total - done * each, answer: "{r} \(x) are left."),
                Question(
                    text: "How many more trips are needed?", formula: total / each - done,
                    answer: "{r} more trips are needed."),
            ])
    }
}
