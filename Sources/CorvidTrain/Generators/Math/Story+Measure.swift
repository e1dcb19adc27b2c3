/// Distances, times, rates, ages, percentages, capacities, areas, means.
extension Story {
    private static let vehicles = Words.entries(
        "bus, train, car, ship, truck, cyclist, plane, boat, van, tram, runner, rider, motorbike, ferry, drone")

    /// Speed, time, distance.
    static func travel(_ t: inout Teller) -> Story {
        let who = t.composer.chance(0.5) ? t.people(1)[0].name : "A \(t.composer.pick(vehicles))"
        let unit = t.composer.pick(["kilometers", "miles", "km"])
        let (speed, hours) = (t.number(3...120, words: 0), t.number(2...14))
        let short = who.hasPrefix("A ") ? "the " + who.dropFirst(2) : who
        switch t.composer.int(0...2) {
        case 0:
            return Story(
                sentences: [
                    t.composer.pick([
                        "\(who) travels at \(speed.marked) \(unit) per hour",
                        "\(who) goes \(speed.marked) \(unit) an hour",
                        "\(who) covers \(speed.marked) \(unit) every hour",
                    ]),
                    t.composer.pick(["The journey takes \(hours.marked) hours", "It lasts \(hours.marked) hours"]),
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How far does \(short) get?", "How many \(unit) is that?",
                            "What distance does \(short) cover?",
                        ]),
                        formula: speed * hours, answer: "\(short) covers {r} \(unit).".capitalizedSentence)
                ])
        case 1:
            let distance = t.exactly(speed.value * hours.value)
            return Story(
                sentences: ["\(who) covers \(distance.marked) \(unit) in \(hours.marked) hours"],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How fast is that in \(unit) per hour?", "What is the average speed?",
                            "How many \(unit) is that per hour?",
                        ]),
                        formula: distance / hours, answer: "The speed is {r} \(unit) per hour.")
                ])
        default:
            let distance = t.exactly(speed.value * hours.value)
            return Story(
                sentences: [
                    "\(who) has to go \(distance.marked) \(unit)",
                    "\(short) makes \(speed.marked) \(unit) an hour".capitalizedSentence,
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many hours does it take?", "How long does that take?",
                            "After how many hours is \(short) there?",
                        ]),
                        formula: distance / speed, answer: "It takes {r} hours.")
                ])
        }
    }

    /// Parts of a way.
    static func legs(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let unit = t.composer.pick(["kilometers", "miles", "meters", "km"])
        let (a, b) = (t.number(3...90), t.number(3...90))
        let verb = t.composer.pick(["walks", "cycles", "drives", "runs", "hikes", "rows"])
        let places = t.composer.pick(3, of: Words.rooms.count > 3 ? Words.cities : Words.cities)
        if t.composer.chance(0.5) {
            let total = t.exactly(a.value + b.value + Rational(t.composer.int(2...60)))
            return Story(
                sentences: [
                    t.composer.pick([
                        "\(p.name) wants to go \(total.marked) \(unit)",
                        "The way to \(places[0]) is \(total.marked) \(unit) long",
                    ]),
                    t.composer.pick([
                        "\(p.name) \(verb) \(a.marked) \(unit) in the morning and \(b.marked) in the afternoon",
                        "Before lunch \(p.name) \(verb) \(a.marked) \(unit), after lunch \(b.marked)",
                    ]),
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many \(unit) are left?", "How far is it still?", "How many \(unit) remain?",
                        ]),
                        formula: total - a - b,
                        answer: t.composer.pick(["{r} \(unit) are left.", "It is still {r} \(unit)."])),
                    Question(
                        text: "How many \(unit) has \(p.name) done?", formula: a + b,
                        answer: "\(p.name) has done {r} \(unit)."),
                ])
        }
        return Story(
            sentences: [
                "From \(places[0]) to \(places[1]) it is \(a.marked) \(unit), and from \(places[1]) to \(places[2]) \(b.marked) \(unit)",
                "\(p.name) \(verb) from \(places[0]) to \(places[2]) by way of \(places[1])",
            ],
            questions: [
                Question(text: "How far does \(p.name) go?", formula: a + b, answer: "\(p.name) goes {r} \(unit)."),
                Question(
                    text: "\(p.name) goes there and back the same way. How many \(unit) is that?", formula: (a + b) * 2,
                    answer: "There and back it is {r} \(unit)."),
                Question(
                    text: "By how much is one part longer than the other?",
                    formula: a.value > b.value ? a - b : b - a, answer: "One part is {r} \(unit) longer."),
            ])
    }

    private static let makers = Words.entries(
        "machine, printer, worker, oven, press, robot, baker, tailor, potter, loom, printer, mill")

    /// So many an hour, by so many, for so long.
    static func production(_ t: inout Teller) -> Story {
        let x = t.thing().many
        let maker = t.composer.pick(makers)
        let (n, rate, hours) = (t.number(2...20), t.number(2...80), t.number(2...12))
        let unit = t.composer.pick(["hour", "day", "minute", "week"])
        return Story(
            sentences: [
                t.composer.pick([
                    "One \(maker) makes \(rate.marked) \(x) an hour",
                    "A \(maker) can make \(rate.marked) \(x) per hour",
                    "Every \(maker) makes \(rate.marked) \(x) each hour",
                ]).articlesFixed.replacing("hour", with: unit).articlesFixed,
                t.composer.pick([
                    "There are \(n.marked) \(Words.plural(maker))", "The hall has \(n.marked) \(Words.plural(maker))",
                ]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(x) do all of them make in one \(unit)?",
                        "How many \(x) is that per \(unit) in all?",
                    ]),
                    formula: n * rate, answer: "They make {r} \(x) per \(unit)."),
                Question(
                    text: t.composer.pick([
                        "How many \(x) are made in \(hours.marked) \(unit)s?",
                        "How many \(x) do they make in \(hours.marked) \(unit)s?",
                    ]), formula: n * rate * hours, answer: "In that time they make {r} \(x)."),
                Question(
                    text: "How many \(x) does one \(maker) make in \(hours.marked) \(unit)s?", formula: rate * hours,
                    answer: "One \(maker) makes {r} \(x)."),
            ])
    }

    static func ages(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (age, gap, later) = (t.number(5...60), t.number(2...30), t.number(2...20))
        let isOlder = t.composer.chance(0.5)
        let other = isOlder ? age + gap : age - gap
        return Story(
            sentences: [
                t.composer.pick(["\(p.name) is \(age.marked) years old", "\(p.name) is \(age.marked)"]),
                isOlder
                    ? t.composer.pick([
                        "\(q.name) is \(gap.marked) years older than \(p.name)",
                        "\(p.name) is \(gap.marked) years younger than \(q.name)",
                    ])
                    : t.composer.pick([
                        "\(q.name) is \(gap.marked) years younger than \(p.name)",
                        "\(p.name) is \(gap.marked) years older than \(q.name)",
                    ]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick(["How old is \(q.name)?", "What is \(q.name)'s age?"]), formula: other,
                    answer: "\(q.name) is {r} years old."),
                Question(
                    text: t.composer.pick(["How old are they together?", "What is the sum of their ages?"]),
                    formula: .figure(age) + other, answer: "Together they are {r} years old."),
                Question(
                    text: t.composer.pick([
                        "How old will \(q.name) be in \(later.marked) years?",
                        "What will \(q.name)'s age be in \(later.marked) years?",
                    ]),
                    formula: other + later, answer: "\(q.name) will be {r} years old."),
                Question(
                    text: "How old was \(p.name) \(later.marked) years ago?", formula: age - later,
                    answer: "\(p.name) was {r} years old."),
            ])
    }

    static func percentage(_ t: inout Teller) -> Story {
        let (things, place) = t.composer.pick([
            ("pupils", "a school"), ("workers", "a factory"), ("members", "a club"), ("seats", "a theatre"),
            ("trees", "an orchard"),
            ("books", "a library"), ("guests", "a hotel"), ("houses", "a village"), ("cows", "a farm"),
            ("players", "a league"),
            ("rooms", "a tower"), ("letters", "a bag"), ("tickets", "a drawer"), ("voters", "a town"),
            ("files", "an archive"),
        ])
        let (yes, no) = t.composer.pick([
            ("are new", "are not new"), ("are old", "are not old"), ("are in use", "are not in use"),
            ("are ready", "are not ready"),
            ("come from abroad", "do not come from abroad"), ("are damaged", "are not damaged"),
            ("are registered", "are not registered"),
            ("are small", "are not small"),
        ])
        let percent = t.exactly(Rational(t.composer.int(1...19) * 5))
        let total = t.exactly(Rational(t.composer.int(1...60) * 20))
        return Story(
            sentences: [
                t.composer.pick([
                    "There are \(total.marked) \(things) in \(place)", "\(place) has \(total.marked) \(things)",
                ]).capitalizedSentence,
                t.composer.pick([
                    "\(percent.marked)% of them \(yes)", "\(percent.marked) percent of the \(things) \(yes)",
                    "Of these, \(percent.marked) percent \(yes)",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How many \(things) \(yes)?", "How many is that?"]),
                    formula: total * percent / 100,
                    answer: "{r} \(things) \(yes)."),
                Question(
                    text: t.composer.pick(["How many \(things) \(no)?", "How many of the \(things) \(no)?"]),
                    formula: total * (Formula.constant(100) - percent) / 100, answer: "{r} \(things) \(no)."),
            ])
    }

    static func capacity(_ t: inout Teller) -> Story {
        let thing = t.composer.pick([
            "tank", "barrel", "pool", "bucket", "kettle", "pond", "bathtub", "cistern", "jug", "boiler",
        ])
        let (filled, rate) = (t.number(5...200), t.number(2...30))
        let minutes = t.composer.int(2...30)
        let size = t.exactly(filled.value + rate.value * Rational(minutes))
        return Story(
            sentences: [
                t.composer.pick([
                    "A \(thing) holds \(size.marked) liters", "\(size.marked) liters fit into the \(thing)",
                ]),
                t.composer.pick([
                    "There are \(filled.marked) liters in it", "It contains \(filled.marked) liters so far",
                ]),
                t.composer.pick([
                    "\(rate.marked) liters flow in every minute", "Each minute \(rate.marked) liters are added",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "After how many minutes is it full?", "How many minutes does it take to fill it?",
                    ]),
                    formula: (size - filled) / rate, answer: "It is full after {r} minutes."),
                Question(
                    text: t.composer.pick(["How many liters are missing?", "How many more liters fit in?"]),
                    formula: size - filled, answer: "{r} liters are missing."),
            ])
    }

    static func reading(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (what, unit, done, does) = t.composer.pick([
            ("book", "pages", "read", "reads"), ("letter", "words", "written", "writes"),
            ("fence", "meters", "painted", "paints"),
            ("song book", "songs", "learned", "learns"), ("field", "rows", "planted", "plants"),
            ("scarf", "centimeters", "knitted", "knits"),
            ("wall", "stones", "laid", "lays"), ("list", "addresses", "checked", "checks"),
        ])
        let (rate, done1) = (t.number(2...60), t.number(5...200))
        let days = t.composer.int(2...20)
        let total = t.exactly(done1.value + rate.value * Rational(days))
        let n = t.number(2...9)
        return Story(
            sentences: [
                "\(p.name)'s \(what) has \(total.marked) \(unit)",
                t.composer.pick([
                    "\(p.name) has \(done) \(done1.marked) of them", "\(done1.marked) \(unit) are \(done) already",
                ]),
                t.composer.pick([
                    "\(p.name) \(does) \(rate.marked) \(unit) a day",
                    "Every day \(p.name) \(does) \(rate.marked) \(unit)",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How many \(unit) are left?", "How many \(unit) remain?"]),
                    formula: total - done1,
                    answer: "{r} \(unit) are left."),
                Question(
                    text: t.composer.pick([
                        "In how many days will \(p.name) be done?", "How many more days does it take?",
                    ]),
                    formula: (total - done1) / rate, answer: "It takes {r} more days."),
                Question(
                    text: "How many \(unit) will be \(done) after \(n.marked) more days?", formula: done1 + rate * n,
                    answer: "Then {r} \(unit) will be \(done)."),
            ])
    }

    static func recipe(_ t: inout Teller) -> Story {
        let dish = t.composer.pick(Words.foods)
        let what = t.composer.pick([
            "grams of flour", "cups of milk", "spoons of sugar", "grams of butter", "eggs", "cups of rice", "onions",
        ])
        let (amount, servings) = (t.number(2...40), t.number(2...8))
        let factor = t.composer.int(2...6)
        let more = t.exactly(servings.value * Rational(factor))
        return Story(
            sentences: [
                t.composer.pick([
                    "For \(servings.marked) \(Words.plural(dish)) one needs \(amount.marked) \(what)",
                    "A recipe for \(servings.marked) \(Words.plural(dish)) takes \(amount.marked) \(what)",
                ])
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(what) are needed for \(more.marked) \(Words.plural(dish))?",
                        "How many \(what) go into \(more.marked) \(Words.plural(dish))?",
                    ]), formula: amount / servings * more, answer: "{r} \(what) are needed.")
            ])
    }

    static func average(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (what, unit) = t.composer.pick([
            ("threw the ball", "meters"), ("jumped", "centimeters"), ("sold", "tickets"), ("scored", "points"),
            ("slept", "hours"),
            ("walked", "kilometers"), ("caught", "fish"), ("earned", "coins"), ("baked", "cakes"),
        ])
        let days = t.composer.pick(3, of: Words.weekdays)
        let n = t.composer.int(3...4)
        var values = (0..<3).map { _ in t.number(2...60, words: 0.05) }
        if n == 4 { values.append(t.number(2...60, words: 0.05)) }
        let sum = values.dropFirst().reduce(Formula.figure(values[0])) { $0 + $1 }
        let names = n == 4 ? days + ["Sunday evening"] : days
        let list = Words.list(zip(values, names).map { "\($0.marked) \(unit) on \($1)" })
        return Story(
            sentences: ["\(p.name) \(what) \(list)"],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(unit) is that on average?", "What is the average?", "What is the mean per day?",
                    ]),
                    formula: sum / .constant(n), answer: "The average is {r} \(unit).", isCount: false),
                Question(
                    text: t.composer.pick(["How many \(unit) is that in all?", "What is the total?"]), formula: sum,
                    answer: "The total is {r} \(unit)."),
            ])
    }

    static func rectangle(_ t: inout Teller) -> Story {
        let thing = t.composer.pick([
            "garden", "field", "carpet", "wall", "room", "poster", "table", "yard", "flag", "window", "pool", "roof",
            "stage",
        ])
        let (long, wide) = (t.number(3...60), t.number(2...40))
        let unit = t.composer.pick(["meters", "feet", "m", "yards"])
        return Story(
            sentences: [
                t.composer.pick([
                    "A \(thing) is \(long.marked) \(unit) long and \(wide.marked) \(unit) wide",
                    "A rectangular \(thing) measures \(long.marked) by \(wide.marked) \(unit)",
                    "The length of a \(thing) is \(long.marked) \(unit), its width \(wide.marked) \(unit)",
                ])
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "What is its area?", "How large is its area?", "How many square \(unit) does it cover?",
                    ]),
                    formula: long * wide, answer: "Its area is {r} square \(unit)."),
                Question(
                    text: t.composer.pick([
                        "What is its perimeter?", "How long is the way around it?", "How long is a border around it?",
                    ]),
                    formula: .constant(2) * (long + wide), answer: "Its perimeter is {r} \(unit)."),
                Question(
                    text: "How much longer is it than wide?", formula: long - wide,
                    answer: "It is {r} \(unit) longer than wide."),
            ])
    }

    static func rows(_ t: inout Teller) -> Story {
        let (x, place) = t.composer.pick([
            ("chairs", "a hall"), ("trees", "an orchard"), ("desks", "a classroom"), ("seats", "a cinema"),
            ("vines", "a vineyard"),
            ("tiles", "a floor"), ("tents", "a camp"), ("cars", "a car park"), ("plants", "a garden bed"),
            ("lamps", "a ceiling"),
        ])
        let (rows, each, gone) = (t.number(3...30), t.number(3...40), t.number(2...60))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(place) has \(rows.marked) rows of \(each.marked) \(x)",
                    "In \(place) there are \(rows.marked) rows with \(each.marked) \(x) each",
                ]).capitalizedSentence,
                t.composer.pick([
                    "\(gone.marked) \(x) are taken away", "\(gone.marked) of the \(x) are gone now",
                    "\(gone.marked) \(x) are removed",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How many \(x) are left?", "How many \(x) remain?"]),
                    formula: rows * each - gone, answer: "{r} \(x) are left."),
                Question(
                    text: t.composer.pick(["How many \(x) were there at first?", "How many \(x) were there before?"]),
                    formula: rows * each, answer: "There were {r} \(x) at first."),
            ])
    }

    static func dozens(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let x = t.thing().many
        let n = t.composer.int(2...20)
        // The tag covers the number and the word together where both are words.
        let figure = t.composer.figure(n, words: 0)
        let dozen = t.composer.figure(Rational(12), text: "dozen")
        let used = t.number(2...20)
        return Story(
            sentences: [
                "\(p.name) buys \(figure.marked) \(dozen.marked) \(x)",
                t.composer.pick(["\(used.marked) of them are used", "\(p.name) gives \(used.marked) of them away"]),
            ],
            questions: [
                Question(
                    text: "How many \(x) does \(p.name) buy?", formula: figure * dozen,
                    answer: "\(p.name) buys {r} \(x)."),
                Question(
                    text: t.composer.pick(["How many \(x) are left?", "How many remain?"]),
                    formula: figure * dozen - used, answer: "{r} \(x) are left."),
            ])
    }

    static func time(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (big, small, factor) = t.composer.pick([
            ("hours", "minutes", 60), ("weeks", "days", 7), ("days", "hours", 24), ("minutes", "seconds", 60),
            ("years", "months", 12),
        ])
        let task = t.composer.pick([
            "the journey", "the \(t.composer.pick(Words.events))", "the work", "the film", "the course", "the repair",
        ])
        let (n, extra) = (t.number(2...12), t.number(2...11))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(task) takes \(n.marked) \(big) and \(extra.marked) \(small)",
                    "For \(task) \(p.name) needs \(n.marked) \(big) and \(extra.marked) \(small)",
                ]).capitalizedSentence
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(small) is that?", "How many \(small) is that altogether?",
                        "What is that in \(small)?",
                    ]),
                    formula: n * .constant(factor) + extra, answer: "That is {r} \(small).")
            ])
    }

    static func teams(_ t: inout Teller) -> Story {
        let (girls, boys) = (t.number(4...60), t.number(4...60))
        let size = t.composer.int(2...9)
        let sum = girls.value + boys.value
        let isWhole = sum.numerator % size == 0
        let k = t.composer.figure(isWhole ? size : 1)
        var questions = [
            Question(
                text: "How many of them are there in all?", formula: girls + boys, answer: "There are {r} in all."),
            Question(
                text: "What is the difference between the numbers of girls and boys?",
                formula: girls.value > boys.value ? girls - boys : boys - girls, answer: "The difference is {r}."),
        ]
        if isWhole {
            questions.append(
                Question(
                    text: t.composer.pick([
                        "They form teams of \(k.marked). How many teams are there?",
                        "How many groups of \(k.marked) can they form?",
                    ]), formula: (girls + boys) / k, answer: "There are {r} of them."))
        }
        return Story(
            sentences: [
                t.composer.pick([
                    "\(girls.marked) girls and \(boys.marked) boys [x]",
                    "There are \(boys.marked) boys and \(girls.marked) girls [y]",
                ]).replacing(
                    "[x]", with: t.composer.pick(["go to the camp", "sign up for the choir", "take part in the race"])
                )
                .replacing("[y]", with: t.composer.pick(["in the club", "on the trip", "at the party"]))
            ], questions: questions)
    }

    static func weights(_ t: inout Teller) -> Story {
        let animals = t.composer.pick(2, of: Words.animals)
        let unit = t.composer.pick(["kilograms", "kg", "pounds", "grams"])
        let (a, b) = (t.number(3...400), t.number(3...400))
        let heavier = a.value > b.value
        return Story(
            sentences: [
                "A \(animals[0]) weighs \(a.marked) \(unit)".articlesFixed,
                "A \(animals[1]) weighs \(b.marked) \(unit)".articlesFixed,
            ], isUnordered: true,
            questions: [
                Question(
                    text: "How much do they weigh together?", formula: a + b, answer: "Together they weigh {r} \(unit)."
                ),
                Question(
                    text: t.composer.pick([
                        "How much heavier is the \(animals[heavier ? 0 : 1]) than the \(animals[heavier ? 1 : 0])?",
                        "How many \(unit) more does the \(animals[heavier ? 0 : 1]) weigh?",
                    ]), formula: heavier ? a - b : b - a, answer: "It is {r} \(unit) heavier."),
            ])
    }

    static func harvest(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let x = Words.plural(
            t.composer.pick([
                "apple", "pear", "plum", "cherry", "peach", "fig", "lemon", "orange", "apricot", "olive", "walnut",
                "mango", "lime", "chestnut", "almond", "quince",
            ]))
        let (trees, each, sold) = (t.number(2...30), t.number(5...90), t.number(5...200))
        return Story(
            sentences: [
                "\(p.name) picks \(each.marked) \(x) from each of \(trees.marked) trees",
                t.composer.pick([
                    "\(sold.marked) of them are sold", "\(p.name) sells \(sold.marked) of them at the market",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How many \(x) are left?", "How many \(x) does \(p.name) still have?"]),
                    formula: trees * each - sold, answer: "{r} \(x) are left."),
                Question(text: "How many \(x) were picked?", formula: trees * each, answer: "{r} \(x) were picked."),
            ])
    }

    static func bus(_ t: inout Teller) -> Story {
        let vehicle = t.composer.pick(["bus", "train", "tram", "ferry", "lift", "plane"])
        let (start, off, on) = (t.number(5...90), t.number(2...30), t.number(2...30))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(start.marked) people are on a \(vehicle)", "A \(vehicle) carries \(start.marked) people",
                ]),
                t.composer.pick([
                    "At the next stop \(off.marked) get off and \(on.marked) get on",
                    "\(on.marked) people get on, \(off.marked) get off",
                    "Then \(off.marked) of them leave, and \(on.marked) new ones come in",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick(["How many people are on the \(vehicle) now?", "How many are there now?"]),
                    formula: start - off + on, answer: "There are {r} people on the \(vehicle) now.")
            ])
    }
}
