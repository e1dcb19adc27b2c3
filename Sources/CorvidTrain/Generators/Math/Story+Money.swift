/// Prices, change, discounts, wages, savings, rent.
extension Story {
    private static let costs = Phrases(
        """
        {An} {x} costs {m}
        One {x} costs {m}
        The price of {an} {x} is {m}
        {An} {x} sells for {m}
        Each {x} is {m}
        For one {x} the shop asks {m}
        {xs} cost {m} each
        {xs} are {m} apiece
        """)
    private static let buys = Phrases(
        """
        {p} buys {n} {xs}
        {p} [bought|ordered|took] {n} {xs}
        {p} puts {n} {xs} into the basket
        {n} {xs} go to {p}
        {p} needs {n} {xs} for the {event}
        """)
    private static let payQuestions = Phrases(
        """
        How much does {p} [pay|spend|have to pay|owe] [in all|altogether|in total|]?
        What does {p} pay [in total|for everything|altogether]?
        How much [money |]does {p} need [for that|for everything]?
        What is the total [price|cost|bill]?
        How much is the bill?
        Find the total cost.
        """)

    /// Several articles at a price each.
    static func shopping(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let lists = t.composer.chance(0.5) ? Words.foods : Words.things
        let things = t.composer.pick(2, of: lists)
        let (n, m) = (t.number(2...20), t.number(2...20))
        let (a, b) = (t.price(50...4000), t.price(50...4000))
        func price(_ one: String, _ figure: Figure, _ t: inout Teller) -> String {
            let many = Words.plural(one)
            return t.say(
                costs,
                [
                    "An": Words.indefinite(one).split(separator: " ")[0].capitalized, "an": Words.article(one),
                    "x": one, "xs": many, "m": money(figure),
                ])
        }
        let (one, two) = (things[0], things[1])
        var sentences = [price(one, a, &t)]
        guard t.composer.chance(0.6) else {
            sentences.append(t.say(buys, ["p": p.name, "n": n.marked, "xs": Words.plural(one)]))
            return Story(
                sentences: sentences, isUnordered: true,
                questions: [
                    Question(
                        text: t.say(payQuestions, ["p": p.name]), formula: n * a,
                        answer: t.composer.pick(["\(p.name) pays \(money.result).", "The total is \(money.result)."]),
                        isCount: false)
                ])
        }
        sentences.append(price(two, b, &t))
        sentences.append(
            t.composer.pick([
                "\(p.name) buys \(n.marked) \(Words.plural(one)) and \(m.marked) \(Words.plural(two))",
                "\(p.name) takes \(m.marked) \(Words.plural(two)) and \(n.marked) \(Words.plural(one))",
            ]))
        return Story(
            sentences: sentences, isUnordered: true,
            questions: [
                Question(
                    text: t.say(payQuestions, ["p": p.name]), formula: n * a + m * b,
                    answer: t.composer.pick(["\(p.name) pays \(money.result).", "The total is \(money.result)."]),
                    isCount: false),
                Question(
                    text: t.composer.pick([
                        "How much do the \(Words.plural(one)) cost?",
                        "What does \(p.name) pay for the \(Words.plural(one)) alone?",
                    ]), formula: n * a, answer: "The \(Words.plural(one)) cost \(money.result).", isCount: false),
                Question(
                    text: "How many things does \(p.name) buy?", formula: n + m, answer: "\(p.name) buys {r} things."),
            ])
    }

    /// What is left of a sum, or how many one can buy with it.
    static func change(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let one = t.composer.pick(t.composer.chance(0.5) ? Words.foods : Words.things)
        let xs = Words.plural(one)
        let a = t.price(100...2000)
        if t.composer.chance(0.35) {
            let sum = t.exactly(a.value * Rational(t.composer.int(3...40)))
            return Story(
                sentences: [
                    t.composer.pick([
                        "\(p.name) has \(money(sum))", "\(p.name) saved \(money(sum))",
                        "There are \(money(sum)) in \(p.name)'s purse",
                    ]),
                    t.composer.pick(["\(Words.indefinite(one)) costs \(money(a))", "\(xs) cost \(money(a)) each"]),
                ], isUnordered: true,
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many \(xs) can \(p.name) buy?", "How many \(xs) does \(p.name) get for that?",
                            "For how many \(xs) is the money enough?",
                        ]), formula: sum / a, answer: "\(p.name) can buy {r} \(xs).")
                ])
        }
        let n = t.number(2...12)
        let sum = t.composer.figure(t.composer.pick([10, 20, 50, 100, 200, 500]))
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) buys \(n.marked) \(xs) at \(money(a)) each",
                    "\(n.marked) \(xs) at \(money(a)) each lie in \(p.name)'s basket",
                    "\(p.name) pays \(money(a)) for each of \(n.marked) \(xs)",
                ]),
                t.composer.pick([
                    "\(p.name) pays with \(money(sum))", "\(p.name) had \(money(sum)) before",
                    "\(p.name) gives the cashier \(money(sum))",
                ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How much \(p.him == "her" ? "money does she" : "money does he") get back?",
                        "How much money is left?",
                        "What does \(p.name) get back?", "How much is the change?",
                    ]), formula: sum - n * a,
                    answer: t.composer.pick(
                        ["\(p.name) gets \(money.result) back.", "\(money.result) are left."].prefix(
                            money.before.isEmpty ? 2 : 1)),
                    isCount: false),
                Question(
                    text: "How much do the \(xs) cost together?", formula: n * a,
                    answer: "Together they cost \(money.result).", isCount: false),
            ])
    }

    /// Percent off, percent more.
    static func discount(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let one = t.composer.pick(Words.things)
        let a = t.composer.figure(t.composer.int(2...90) * t.composer.pick([1, 2, 5, 10, 20]))
        let q = t.number(1...14)
        let percent = t.exactly(q.value * Rational(5))
        let isOff = t.composer.chance(0.65)
        return Story(
            sentences: [
                t.composer.pick([
                    "A \(one) costs \(money(a))", "The price of a \(one) was \(money(a))",
                    "\(p.name) wants a \(one) for \(money(a))",
                ]).articlesFixed,
                isOff
                    ? t.composer.pick([
                        "The shop takes \(percent.marked)% off",
                        "Today there is a discount of \(percent.marked) percent",
                        "It is reduced by \(percent.marked)%",
                        "\(p.name) has a voucher for \(percent.marked) percent off",
                    ])
                    : t.composer.pick([
                        "The price goes up by \(percent.marked) percent",
                        "To this a tax of \(percent.marked)% is added",
                        "Now it costs \(percent.marked)% more",
                    ]),
            ],
            questions: [
                Question(
                    text: t.composer.pick([
                        "What does the \(one) cost now?", "What is the new price?",
                        "How much does \(p.name) have to pay now?",
                    ]),
                    formula: isOff
                        ? a * (Formula.constant(100) - percent) / 100 : a * (Formula.constant(100) + percent) / 100,
                    answer: t.composer.pick([
                        "The \(one) costs \(money.result) now.", "The new price is \(money.result).",
                    ]), isCount: false),
                Question(
                    text: isOff ? "How much is saved?" : "How much is added?", formula: a * percent / 100,
                    answer: isOff ? "The discount is \(money.result)." : "\(money.result) is added.", isCount: false),
            ])
    }

    /// Pay by the hour or day.
    static func wages(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let job = t.composer.pick(Words.jobs)
        let rate = t.price(600...6000)
        let (hours, days) = (t.number(2...10), t.number(2...24))
        let sentences = [
            t.composer.pick([
                "\(p.name) works as a \(job) for \(money(rate)) an hour",
                "As a \(job) \(p.name) earns \(money(rate)) per hour",
                "\(p.name) gets \(money(rate)) for each hour of work",
            ]).articlesFixed,
            t.composer.pick([
                "\(p.name) works \(hours.marked) hours a day", "Every day \(p.name) works \(hours.marked) hours",
                "A working day has \(hours.marked) hours",
            ]),
        ]
        return Story(
            sentences: sentences, isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick([
                        "How much does \(p.name) earn in a day?", "What does \(p.name) make per day?",
                    ]),
                    formula: rate * hours, answer: "\(p.name) earns \(money.result) a day.", isCount: false),
                Question(
                    text: t.composer.pick([
                        "How much does \(p.name) earn in \(days.marked) days?",
                        "What is the pay for \(days.marked) days?",
                    ]), formula: rate * hours * days, answer: "\(p.name) earns \(money.result).", isCount: false),
                Question(
                    text: "How many hours does \(p.name) work in \(days.marked) days?", formula: hours * days,
                    answer: "\(p.name) works {r} hours."),
            ])
    }

    /// Putting aside until it is enough.
    static func saving(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let weekly = t.number(2...60)
        let unit = t.composer.pick(["week", "month", "day"])
        let start = t.number(5...100)
        let goal = t.exactly(start.value + weekly.value * Rational(t.composer.int(2...30)))
        let one = t.composer.pick(Words.things)
        return Story(
            sentences: [
                t.composer.pick([
                    "\(p.name) wants to buy a \(one) for \(money(goal))",
                    "A \(one) costs \(money(goal)), and \(p.name) wants it",
                ]).articlesFixed,
                t.composer.pick(["\(p.name) has \(money(start)) already", "So far \(p.name) has saved \(money(start))"]
                ),
                t.composer.pick([
                    "\(p.name) saves \(money(weekly)) every \(unit)",
                    "Each \(unit) \(p.name) puts aside \(money(weekly))",
                    "\(p.name) can save \(money(weekly)) a \(unit)",
                ]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(unit)s does it take \(p.name)?", "After how many \(unit)s is there enough?",
                        "For how many \(unit)s does \(p.name) have to save?",
                    ]), formula: (goal - start) / weekly, answer: "It takes {r} \(unit)s."),
                Question(
                    text: t.composer.pick(["How much money does \(p.name) still need?", "How much is missing?"]),
                    formula: goal - start, answer: "\(p.name) still needs \(money.result)."),
            ])
    }

    /// A fee and a price per day or unit.
    static func rental(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let money = Money(&t.composer)
        let thing = t.composer.pick([
            "boat", "car", "bicycle", "tent", "van", "hall", "piano", "drill", "cottage", "kayak",
        ])
        let unit = t.composer.pick(["day", "hour", "week"])
        let (fee, rate, n) = (t.price(300...6000), t.price(300...6000), t.number(2...14))
        return Story(
            sentences: [
                t.composer.pick([
                    "Renting a \(thing) costs \(money(fee)) and \(money(rate)) for each \(unit)",
                    "For a \(thing) one pays a fee of \(money(fee)) and then \(money(rate)) per \(unit)",
                    "A \(thing) costs \(money(rate)) a \(unit), plus \(money(fee)) once",
                ]),
                t.composer.pick([
                    "\(p.name) takes it for \(n.marked) \(unit)s",
                    "\(p.name) needs the \(thing) for \(n.marked) \(unit)s",
                ]),
            ],
            questions: [
                Question(
                    text: t.say(payQuestions, ["p": p.name]), formula: fee + rate * n,
                    answer: "\(p.name) pays \(money.result).", isCount: false),
                Question(
                    text: "How much is it without the fee?", formula: rate * n,
                    answer: "It is \(money.result) without the fee.",
                    isCount: false),
            ])
    }

    /// Tickets for grown-ups and children.
    static func tickets(_ t: inout Teller) -> Story {
        let money = Money(&t.composer)
        let event = t.composer.pick(Words.events)
        let (a, c) = (t.price(400...4000), t.price(200...2000))
        let (n, m) = (t.number(2...60), t.number(2...90))
        return Story(
            sentences: [
                t.composer.pick([
                    "Tickets for the \(event) cost \(money(a)) for adults and \(money(c)) for children",
                    "At the \(event), grown-ups pay \(money(a)) and children \(money(c))",
                    "Entry to the \(event) is \(money(c)) for children and \(money(a)) for adults",
                ]),
                t.composer.pick([
                    "\(n.marked) adults and \(m.marked) children came",
                    "There were \(m.marked) children and \(n.marked) adults",
                ]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.composer.pick([
                        "How much money came in?", "What was paid in total?", "How much did they pay altogether?",
                    ]),
                    formula: a * n + c * m,
                    answer: t.composer.pick(["\(money.result) came in.", "They paid \(money.result) in total."]),
                    isCount: false),
                Question(text: "How many people came?", formula: n + m, answer: "{r} people came."),
                Question(
                    text: t.composer.pick(["How much did the children pay?", "What came in from the children?"]),
                    formula: c * m,
                    answer: "The children paid \(money.result).", isCount: false),
            ])
    }
}
