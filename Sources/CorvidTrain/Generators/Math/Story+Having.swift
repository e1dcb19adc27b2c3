/// Who has how many: getting, giving, comparing, dividing, putting together.
extension Story {
    private static let have = Phrases(
        """
        {p} has {n} {x}
        {p} owns {n} {x}
        {p} had {n} {x} [at first|in the beginning|to begin with]
        [At first|In the beginning|On {weekday} morning], {p} had {n} {x}
        There were {n} {x} in {p}'s {room}
        {p} collected {n} {x} [last {month}|over the years|as a child]
        {p} keeps {n} {x} in [a|the] {thing}
        {p} started the {weekday} with {n} {x}
        In {p}'s {thing} there were {n} {x}
        {p} counted {n} {x} in the {room}
        {p} came home with {n} {x}
        {n} {x} belong to {p}
        """)
    private static let get = Phrases(
        """
        {p} [bought|found|won|received|collected|picked up|made] {n} more
        [Then|Later|In the afternoon|The next day|On {weekday}], {p} [got|found|bought|won] {n} more {x}
        A [friend|neighbour|cousin|teacher|{job}] gave {p} [another|] {n} {x}
        {q} gave {p} {n} {x}
        {p} got {n} [of them|{x}] from {q}
        {p} was given {n} [more|{x}] by {q}
        {q} left {n} {x} for {p}
        [For {his} birthday|As a present], {p} got {n} {x}
        At the {event} {p} won {n} {x}
        """)
    private static let lose = Phrases(
        """
        {p} [lost|sold|broke|gave away|threw away|used up] {n} of them
        {p} gave {n} {x} to {q}
        {p} [sold|lent|handed|passed|sent] {n} {x} to {q}
        {n} of the {x} [got lost|broke|were stolen|disappeared]
        [Then|Later|After lunch|The day after], {p} [lost|gave away|sold] {n} {x}
        {q} took {n} [of the|of {p}'s] {x}
        {p} left {n} {x} at the {event}
        At the {event} {p} sold {n} {x}
        {p} traded {n} {x} for a {thing}
        """)
    private static let remain = Phrases(
        """
        How many {x} does {p} have [now|left|in the end|altogether now]?
        How many {x} are left [for {p}|with {p}]?
        How many {x} did {p} end up with?
        Find the number of {x} [that |]{p} has now.
        What is the number of {x} [that |]{p} has now?
        With how many {x} does {p} end?
        What is the number of {x} with {p} at the end?
        How many {x} has {p} got [now|after all that]?
        """)
    private static let remainAnswers = Phrases(
        """
        {p} has {r} {x} now.
        {p} has {r} {x}.
        {p} ends up with {r} {x}.
        {r} {x} are left.
        """)
    private static let changeQuestions = Phrases(
        """
        By how many [did|does] the number of {x} [change|grow]?
        How many [more |]{x} does {p} have than at first?
        How many {x} did {p} gain [overall|on balance|in all]?
        """)

    /// Getting and giving away.
    static func transfer(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (x, _) = t.thing()
        let start = t.count(5)
        var formula = Formula.figure(start)
        var sentences = [t.say(have, ["p": p.name, "n": start.marked, "x": x])]
        var gains: Formula?
        var isGain = true
        for _ in 0..<t.composer.int(1...3) {
            let amount = t.count()
            isGain = t.composer.chance(0.5)
            sentences.append(
                t.say(isGain ? get : lose, ["p": p.name, "q": q.name, "his": p.his, "n": amount.marked, "x": x]))
            formula = isGain ? formula + amount : formula - amount
            if isGain { gains = gains.map { $0 + amount } ?? .figure(amount) }
        }
        var story = Story(
            sentences: sentences, person: sentences.contains { $0.contains(q.name) } ? nil : p, questions: [])
        story.questions.append(
            Question(
                text: t.say(remain, ["p": p.name, "x": x]), formula: formula,
                answer: t.say(remainAnswers, ["p": p.name, "x": x, "r": "{r}"])))
        if case .operation(_, _, _)? = gains, let gains {
            story.questions.append(
                Question(
                    text: t.composer.pick([
                        "How many \(x) did \(p.name) get in addition?",
                        "How many \(x) were added to those of \(p.name)?",
                        "How many \(x) did \(p.name) get after the beginning?",
                    ]), formula: gains, answer: "\(p.name) got {r} \(x)."))
        }
        return story
    }

    private static let givers = Phrases(
        """
        {p} has {n} {x} and {q} has {m} {x}
        {p} has {n} {x}. {q} has {m} {x}
        {p} and {q} own {n} and {m} {x}
        {q} brought {m} {x}, {p} brought {n} {x}
        While {p} has {n} {x}, {q} has {m}
        There are {n} {x} on the side of {p} and {m} on the side of {q}
        """)

    /// One gives to the other, and either can be asked for.
    static func gift(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (x, _) = t.thing()
        let (n, m, k) = (t.count(5), t.count(), t.count())
        let sentences = [
            t.say(givers, ["p": p.name, "q": q.name, "n": n.marked, "m": m.marked, "x": x]),
            t.composer.pick([
                "\(p.name) gives \(k.marked) \(x) to \(q.name)",
                "Then \(p.name) hands \(k.marked) of the \(x) to \(q.name)",
                "\(q.name) gets \(k.marked) \(x) from \(p.name)", "\(q.name) wins \(k.marked) \(x) from \(p.name)",
            ]),
        ]
        return Story(
            sentences: sentences,
            questions: [
                Question(
                    text: t.say(remain, ["p": p.name, "x": x]), formula: n - k,
                    answer: t.say(remainAnswers, ["p": p.name, "x": x, "r": "{r}"])),
                Question(
                    text: t.say(remain, ["p": q.name, "x": x]), formula: m + k,
                    answer: t.say(remainAnswers, ["p": q.name, "x": x, "r": "{r}"])),
                Question(
                    text: t.composer.pick([
                        "How many \(x) do they have together?", "How many \(x) are there in all?",
                        "How many \(x) do \(p.name) and \(q.name) own together?",
                    ]), formula: n + m, answer: "Together they have {r} \(x)."),
            ])
    }

    private static let unknownStart = Phrases(
        """
        {p} had some {x}
        {p} owned a number of {x}
        In the morning {p} had a few {x}
        {p} took {his} {x} to the {event}
        There were some {x} in {p}'s {room}
        {p} began with an unknown number of {x}
        """)
    private static let endings = Phrases(
        """
        Now {p} has {n} {x}
        {p} has {n} {x} now
        In the end {p} had {n} {x}
        After that {p} counted {n} {x}
        Now there are {n} {x}
        That left {p} with {n} {x}
        When {p} counted again, there were {n} {x}
        """)
    private static let startQuestions = Phrases(
        """
        How many {x} did {p} have [at first|in the beginning|before|to begin with|originally]?
        What was the number of {x} [at first|in the beginning]?
        With how many {x} did {p} start?
        How many {x} were there before?
        Find how many {x} {p} had [at first|before that].
        """)
    private static let someChange = Phrases(
        """
        How many {x} did {p} {v}?
        What number of {x} did {p} {v}?
        Find how many {x} {p} {w}.
        """)

    /// The end is told; the beginning or the change is asked for.
    static func hidden(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (x, _) = t.thing()
        let (amount, end) = (t.count(), t.count(4))
        if t.composer.chance(0.5) {
            let isGain = t.composer.chance(0.5)
            return Story(
                sentences: [
                    t.say(unknownStart, ["p": p.name, "x": x, "his": p.his]),
                    t.say(
                        isGain ? get : lose, ["p": p.name, "q": q.name, "his": p.his, "n": amount.marked, "x": x]),
                    t.say(endings, ["p": p.name, "n": end.marked, "x": x]),
                ], person: nil,
                questions: [
                    Question(
                        text: t.say(startQuestions, ["p": p.name, "x": x]),
                        formula: isGain ? end - amount : end + amount,
                        answer: t.composer.pick([
                            "\(p.name) had {r} \(x) at first.", "There were {r} \(x) in the beginning.",
                        ]))
                ])
        }
        let start = t.count(4)
        let isGain = start.value < end.value
        let verb =
            isGain
            ? t.composer.pick(["buy", "find", "get", "collect"])
            : t.composer.pick(["lose", "sell", "give away", "use"])
        let past = [
            "buy": "bought", "find": "found", "get": "got", "collect": "collected", "lose": "lost", "sell": "sold",
            "give away": "gave away", "use": "used",
        ][verb, default: verb]
        return Story(
            sentences: [
                t.say(have, ["p": p.name, "n": start.marked, "x": x]),
                "Then \(p.name) \(past) some \(isGain ? "more" : "of them")",
                t.say(endings, ["p": p.name, "n": end.marked, "x": x]),
            ], person: p,
            questions: [
                Question(
                    text: t.say(someChange, ["p": p.name, "x": x, "v": verb, "w": past]),
                    formula: isGain ? end - start : start - end, answer: "\(p.name) \(past) {r} \(x).")
            ])
    }

    private static let moreThan = Phrases(
        """
        {q} has {d} more {x} than {p}
        {q} has {d} more than {p}
        {q} owns {d} {x} more than {p}
        {q} has as many as {p} and {d} more
        {p} has {d} fewer {x} than {q}
        {p} is {d} {x} behind {q}
        That is {d} fewer than {q} has
        """)
    private static let fewerThan = Phrases(
        """
        {q} has {d} fewer {x} than {p}
        {q} has {d} less than {p}
        {q} owns {d} {x} fewer than {p}
        {p} has {d} more {x} than {q}
        {p} is {d} {x} ahead of {q}
        That is {d} more than {q} has
        """)
    private static let togetherQuestions = Phrases(
        """
        How many {x} do they have [together|altogether|in all|in total]?
        How many {x} do {p} and {q} have [together|in all]?
        What is [the total number|the number] of {x} [of both|that the two have]?
        How many {x} are there [in all|altogether]?
        Find the total number of {x}.
        """)
    private static let otherQuestions = Phrases(
        """
        How many {x} does {q} have?
        What is the number of {x} [that |]{q} has?
        How many {x} belong to {q}?
        Find how many {x} {q} has.
        [And how|How] many {x} has {q} got?
        """)

    /// "More than", in either direction.
    static func comparison(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (x, _) = t.thing()
        let (n, d) = (t.count(5), t.count())
        let isMore = t.composer.chance(0.5)
        let other = isMore ? n + d : n - d
        return Story(
            sentences: [
                t.composer.pick(["\(p.name) has \(n.marked) \(x)", "\(p.name) owns \(n.marked) \(x)"]),
                t.say(isMore ? moreThan : fewerThan, ["p": p.name, "q": q.name, "d": d.marked, "x": x]),
            ],
            questions: [
                Question(
                    text: t.say(otherQuestions, ["q": q.name, "x": x]), formula: other,
                    answer: "\(q.name) has {r} \(x)."),
                Question(
                    text: t.say(togetherQuestions, ["p": p.name, "q": q.name, "x": x]), formula: .figure(n) + other,
                    answer: "Together they have {r} \(x)."),
            ])
    }

    private static let timesAsMany = Phrases(
        """
        {q} has {k} times as many {x} as {p}
        {q} has {k} times as many
        {q} owns {k} times the number of {p}'s {x}
        {q} has {k} times more {x} than {p}
        For each of {p}'s {x}, {q} has {k}
        """)

    /// "Times as many", forward and back.
    static func multiple(_ t: inout Teller) -> Story {
        let people = t.people(2)
        let (p, q) = (people[0], people[1])
        let (x, _) = t.thing()
        let k =
            t.composer.chance(0.3)
            ? t.composer.figure(Rational(2), text: "twice") : t.number(3...9, words: 0.5)
        let fact =
            k.text == "twice"
            ? "\(q.name) has \(k.marked) as many \(x) as \(p.name)"
            : t.say(timesAsMany, ["p": p.name, "q": q.name, "k": k.marked, "x": x])
        if t.composer.chance(0.35) {
            let m = t.exactly(k.value * Rational(t.composer.int(3...60)))
            return Story(
                sentences: ["\(q.name) has \(m.marked) \(x)", fact],
                questions: [
                    Question(
                        text: t.say(otherQuestions, ["q": p.name, "x": x]), formula: m / k,
                        answer: "\(p.name) has {r} \(x)."),
                    Question(
                        text: t.say(togetherQuestions, ["p": p.name, "q": q.name, "x": x]), formula: m + m / k,
                        answer: "Together they have {r} \(x)."),
                ])
        }
        let n = t.count()
        return Story(
            sentences: [
                t.composer.pick(["\(p.name) has \(n.marked) \(x)", "There are \(n.marked) \(x) in \(p.name)'s bag"]),
                fact,
            ],
            questions: [
                Question(
                    text: t.say(otherQuestions, ["q": q.name, "x": x]), formula: n * k,
                    answer: "\(q.name) has {r} \(x)."),
                Question(
                    text: t.say(togetherQuestions, ["p": p.name, "q": q.name, "x": x]), formula: n + n * k,
                    answer: "Together they have {r} \(x)."),
                Question(
                    text: "How many more \(x) does \(q.name) have than \(p.name)?", formula: n * k - n,
                    answer: "\(q.name) has {r} more \(x)."),
            ])
    }

    private static let containers = Words.entries(
        "bag, basket, bottle, bowl, box, bucket, bundle, cabinet, can, carton, case, chest, crate, cup, drawer, jar, pack, packet, pouch, rack, sack, shelf, tin, tray, tub, vase, wagon"
    )

    private static let eachHolds = Phrases(
        """
        {Each} {c} holds {n} {x}
        There are {n} {x} in {each} {c}
        {Each} {c} contains {n} {x}
        {p} puts {n} {x} into {each} {c}
        In {each} {c} there are {n} {x}
        {n} {x} fit into {each} {c}
        """)
    private static let manyContainers = Phrases(
        """
        {p} has {g} {cs}
        {p} fills {g} {cs}
        There are {g} {cs} in the {room}
        {p} bought {g} {cs} of {x}
        A {job} delivers {g} {cs} [of {x}|]
        {g} {cs} stand in the {room}
        """)
    private static let allQuestions = Phrases(
        """
        How many {x} are there [in all|altogether|in total]?
        How many {x} [is|are] that [altogether|in total|in all]?
        What is the total number of {x}?
        How many {x} does {p} have [in all|]?
        Find the number of {x}.
        """)

    /// So many boxes of so many each.
    static func groups(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (x, _) = t.thing()
        let c = t.composer.pick(containers)
        let cs = Words.plural(c)
        let n = t.number(2...40)
        let each = t.composer.pick(["each", "every"])
        switch t.composer.int(0...4) {
        case 0:
            // How many boxes?
            let total = t.exactly(n.value * Rational(t.composer.int(3...60)))
            return Story(
                sentences: [
                    "\(p.name) has \(total.marked) \(x)",
                    t.say(
                        eachHolds, ["Each": each.capitalized, "each": each, "c": c, "n": n.marked, "x": x, "p": p.name]),
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many \(cs) does \(p.name) need?", "How many \(cs) are needed for all the \(x)?",
                            "How many \(cs) can be filled?", "Into how many \(cs) do the \(x) go?",
                        ]), formula: total / n,
                        answer: t.composer.pick(["\(p.name) needs {r} \(cs).", "It takes {r} \(cs)."]))
                ])
        case 1:
            // How many in each?
            let g = t.number(2...30)
            let total = t.exactly(g.value * Rational(t.composer.int(2...60)))
            return Story(
                sentences: [
                    "\(p.name) packs \(total.marked) \(x) into \(g.marked) \(cs), the same number into each"
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many \(x) are in each \(c)?", "How many \(x) does one \(c) hold?",
                            "What is the number of \(x) in every \(c)?",
                        ]), formula: total / g, answer: "There are {r} \(x) in each \(c).")
                ])
        default: break
        }
        let g = t.number(2...30)
        var story = Story(
            sentences: [
                t.say(manyContainers, ["p": p.name, "g": g.marked, "cs": cs, "x": x]).articlesFixed,
                t.say(eachHolds, ["Each": each.capitalized, "each": each, "c": c, "n": n.marked, "x": x, "p": p.name]),
            ], isUnordered: true,
            questions: [
                Question(
                    text: t.say(allQuestions, ["x": x, "p": p.name]), formula: g * n,
                    answer: t.composer.pick(["There are {r} \(x) in all.", "That is {r} \(x)."]))
            ])
        guard t.composer.chance(0.6) else { return story }
        let extra = t.number(2...30)
        let isMore = t.composer.chance(0.5)
        story.isUnordered = false
        story.sentences.append(
            isMore
                ? t.composer.pick([
                    "Beside them lie \(extra.marked) loose \(x)", "\(extra.marked) more \(x) lie on the table",
                ])
                : t.composer.pick([
                    "\(extra.marked) of the \(x) are broken", "\(p.name) takes out \(extra.marked) \(x)",
                ]))
        story.questions[0].formula = isMore ? g * n + extra : g * n - extra
        story.questions[0].text =
            isMore
            ? t.composer.pick([
                "How many \(x) are there in all?", "How many \(x) are there altogether, with the loose ones?",
            ])
            : t.composer.pick(["How many \(x) are left then?", "How many \(x) remain without those?"])
        story.questions[0].answer = isMore ? "There are {r} \(x) in all." : "{r} \(x) are left."
        story.questions.append(
            Question(
                text: t.composer.pick(["How many \(x) \(isMore ? "are in the \(cs)" : "were in the \(cs) at first")?"]),
                formula: g * n, answer: "There \(isMore ? "are" : "were") {r} \(x) in the \(cs)."))
        return story
    }

    private static let sharers = Words.entries(
        "children, friends, pupils, cousins, guests, neighbours, players, students, workers, tables, classes, teams, families, visitors, sailors, scouts"
    )
    private static let shareForms = Phrases(
        """
        {p} shares {n} {x} [equally|evenly|fairly] among {k} {s}
        {p} divides {n} {x} [equally|evenly] between {k} {s}
        {n} {x} are shared [out |]equally among {k} {s}
        {k} {s} share {n} {x} [equally|evenly]
        {p} hands out {n} {x} to {k} {s}, the same number to each
        There are {n} {x} for {k} {s}, and each gets the same number
        """)

    static func sharing(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (x, _) = t.thing()
        let s = t.composer.pick(sharers)
        let one = ["children": "child", "families": "family", "classes": "class"][s] ?? String(s.dropLast())
        let k = t.number(2...25)
        let each = t.composer.int(2...40)
        if t.composer.chance(0.4) {
            // Some are kept back first.
            let kept = t.number(2...20)
            let total = t.exactly(k.value * Rational(each) + kept.value)
            return Story(
                sentences: [
                    "\(p.name) has \(total.marked) \(x)",
                    t.composer.pick([
                        "\(p.name) keeps \(kept.marked) for \(p.him == "her" ? "herself" : "himself")",
                        "\(kept.marked) of them are put aside", "First \(p.name) gives \(kept.marked) of them away",
                    ]),
                    "The rest \(t.composer.pick(["is", "is then"])) shared equally among \(k.marked) \(s)",
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many \(x) does each \(one) get?", "How many \(x) are there for each \(one)?",
                        ]),
                        formula: (total - kept) / k, answer: "Each \(one) gets {r} \(x)."),
                    Question(
                        text: "How many \(x) are shared?", formula: total - kept, answer: "{r} \(x) are shared."),
                ])
        }
        let total = t.exactly(k.value * Rational(each))
        return Story(
            sentences: [t.say(shareForms, ["p": p.name, "n": total.marked, "x": x, "k": k.marked, "s": s])],
            questions: [
                Question(
                    text: t.composer.pick([
                        "How many \(x) does each \(one) get?", "How many \(x) are there for each \(one)?",
                        "What is the number of \(x) per \(one)?", "How many does every \(one) receive?",
                    ]), formula: total / k,
                    answer: t.composer.pick(["Each \(one) gets {r} \(x).", "Every \(one) gets {r} \(x)."]))
            ])
    }

    private static let kinds = Phrases(
        """
        {p} has {a} {i} {x} and {b} {j} {x}
        In the {room} there are {a} {i} {x} and {b} {j} ones
        {a} of {p}'s {x} are {i} and {b} are {j}
        {p} paints {a} {x} {i} and {b} {x} {j}
        There are {a} {i} {x}. There are {b} {j} {x}
        """)

    /// Parts of a whole.
    static func parts(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let x = Words.plural(t.composer.pick(t.composer.pick([Words.things, Words.animals, Words.plants])))
        let colors = t.composer.pick(3, of: Words.colors)
        let (a, b) = (t.count(3), t.count(3))
        if t.composer.chance(0.45) {
            let total = t.exactly(a.value + b.value + Rational(t.composer.int(2...90)))
            return Story(
                sentences: [
                    t.composer.pick([
                        "\(p.name) has \(total.marked) \(x)", "There are \(total.marked) \(x) in all",
                        "A shop shows \(total.marked) \(x)",
                    ]),
                    t.composer.pick([
                        "\(a.marked) of them are \(colors[0]), \(b.marked) are \(colors[1]), and the rest is \(colors[2])",
                        "\(a.marked) are \(colors[0]) and \(b.marked) \(colors[1]); the others are \(colors[2])",
                        "Except for \(a.marked) \(colors[0]) and \(b.marked) \(colors[1]) ones, all are \(colors[2])",
                    ]),
                ],
                questions: [
                    Question(
                        text: t.composer.pick([
                            "How many of the \(x) are \(colors[2])?", "How many \(colors[2]) \(x) are there?",
                            "What is the number of \(colors[2]) ones?",
                        ]), formula: total - a - b, answer: "{r} of the \(x) are \(colors[2])."),
                    Question(
                        text: "How many are not \(colors[0])?", formula: total - a,
                        answer: "{r} of the \(x) are not \(colors[0])."),
                ])
        }
        let isMore = a.value > b.value
        return Story(
            sentences: [
                t.say(kinds, ["p": p.name, "a": a.marked, "b": b.marked, "i": colors[0], "j": colors[1], "x": x])
            ],
            questions: [
                Question(
                    text: t.say(allQuestions, ["x": x, "p": p.name]), formula: a + b,
                    answer: "There are {r} \(x) in all."),
                Question(
                    text:
                        "How many more \(isMore ? colors[0] : colors[1]) \(x) are there than \(isMore ? colors[1] : colors[0]) ones?",
                    formula: isMore ? a - b : b - a,
                    answer: "There are {r} more \(isMore ? colors[0] : colors[1]) \(x)."),
            ])
    }

    /// One addition, if all else came out badly.
    static func plain(_ t: inout Teller) -> Story {
        let p = t.people(1)[0]
        let (x, _) = t.thing()
        let (a, b) = (t.number(2...60), t.number(2...60))
        return Story(
            sentences: ["\(p.name) has \(a.marked) \(x)", "\(p.name) gets \(b.marked) more"],
            questions: [
                Question(
                    text: t.say(remain, ["p": p.name, "x": x]), formula: a + b, answer: "\(p.name) has {r} \(x) now.")
            ])
    }
}
