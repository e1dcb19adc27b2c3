import Corvid
import CorvidGrammar

/// A request for one call, its numbers still marked.
struct InventedRequest {
    var text: String
    var calls: [(name: String, values: [(name: String, value: ParameterValue)])]

    /// The user's message and the reply with the calls.
    var task: Example.Task {
        var places = NumberPlaces()
        let text = places.read(text)
        let calls = calls.enumerated().map { index, call in
            let arguments = call.values.map { JSONValue.Member(key: Array($0.name.utf8), value: $0.value.argument) }
            let written = call.values.map {
                JSONValue.Member(key: Array($0.name.utf8), value: $0.value.written(places))
            }
            return ToolCall(
                id: "call_\(index + 1)", name: call.name, arguments: .object(arguments),
                written: arguments == written ? nil : .object(written))
        }
        return .init([.user(text), .assistant("", toolCalls: calls)])
    }
}

/// How what is wanted is said.
extension InventedFunction {
    private static let frames = Phrases(
        """
        {X}.
        {X}.
        {X}
        {x}
        {X}, please.
        {X}!
        Please {x}.
        Please {x}.
        Can you {x}?
        Could you [please |]{x}?
        Would you {x}[, please|]?
        Will you {x} for me?
        I [want|need|would like] you to {x}.
        I'd like you to {x}.
        ~I'd like to {x}.
        ~I [want|have|need] to {x}.
        ~We [want|need|have] to {x}.
        Go ahead and {x}.
        ~[Help me|Let's|Let us] {x}.
        [Now|Next|Then] {x}.
        [Quick|Hi|Hello|Hey|Okay|Right], {x}[|, please].
        ~It is time to {x}.
        [Is it possible|Would it be possible] to {x}?
        [Do me a favour and|Be so kind and|Be so good as to] {x}.
        ~My [boss|wife|husband|sister|colleague|neighbour] asked me to {x}.
        I was told [that you can|you could] {x}.
        What I need: {x}.
        Your next job: {x}.
        """)

    private static let contexts = Phrases(
        """
        I have been busy for {n} days.
        We are in a hurry.
        It is my {n}th time here.
        I asked {person} {n} times already.
        {person} and I talked about it last {weekday}.
        I only have {n} minutes left.
        There are {n} of us in the office, but that does not matter here.
        My neighbour {person} has {n} {animal}s.
        Last year it took {n} hours.
        I am sitting in the {room} right now.
        This is not about the {thing} from yesterday.
        You helped me well last {month}.
        I don't know how to do this myself.
        The old one was {adjective}.
        It has been a long day.
        {person} told me about this.
        I found {n} notes on my desk.
        We did this once before.
        There is no need to hurry.
        I hope you can help.
        My phone has {n} percent battery left.
        """)

    private static let fields = Phrases(
        """
        {w}: {v}
        {w} {v}
        {w} = {v}
        the {w} is {v}
        {w} is {v}
        {v} for the {w}
        {v} as [the |]{w}
        with {w} {v}
        """)
    private static let sentences = Phrases(
        """
        The {w} is {v}.
        The {w} should be {v}.
        {W}: {v}.
        Use {v} as the {w}.
        For the {w} take {v}.
        Make the {w} {v}.
        As [for |]the {w}, {v}.
        """)

    /// Which parameters a request gives: all required ones, and some others.
    func chosenSlots(_ composer: inout Composer) -> [Slot] {
        let share = composer.pick([0.0, 0.3, 0.5, 0.9])
        return slots.filter { $0.isRequired || composer.chance(share) }
    }

    /// A value for each; what begins does so before it ends.
    static func values(_ chosen: [Slot], _ composer: inout Composer) -> [(Slot, ParameterValue)] {
        var values = chosen.map { ($0, composer.value($0.concept.kind, isISO: $0.isISO)) }
        for (start, end) in [("start_date", "end_date"), ("at_time", "end_time")] {
            guard let first = values.firstIndex(where: { $0.0.concept.id == start }),
                let second = values.firstIndex(where: { $0.0.concept.id == end }),
                case .plain(let begin) = values[first].1.json, case .plain(let finish) = values[second].1.json,
                let one = begin.text, let two = finish.text, one > two, values[first].0.isISO, values[second].0.isISO
            else { continue }
            let later = values[first].1
            values[first].1 = values[second].1
            values[second].1 = later
        }
        return values
    }

    /// A request with one value for each chosen parameter.
    func request(_ composer: inout Composer) -> InventedRequest {
        let chosen = chosenSlots(&composer)
        let values = Self.values(chosen, &composer)
        let body = body(values, &composer)
        var text = body.sentence
        if composer.chance(0.12) { text = context(&composer) + " " + text }
        return InventedRequest(text: text, calls: [(definition.name, values.map { ($0.0.name, $0.1) })])
    }

    /// Several calls that differ in one parameter; nil where no parameter can be so.
    func parallelRequest(_ composer: inout Composer) -> InventedRequest? {
        let chosen = chosenSlots(&composer)
        let candidates = chosen.indices.filter { Self.canVary(chosen[$0].concept.kind) }
        guard !candidates.isEmpty else { return nil }
        let varying = composer.pick(candidates)
        var values = Self.values(chosen, &composer)
        var variants = [values[varying].1]
        for _ in 0..<composer.int(1...2) {
            let next = composer.value(chosen[varying].concept.kind, isISO: chosen[varying].isISO)
            if !variants.contains(where: { $0.argument == next.argument }) { variants.append(next) }
        }
        guard variants.count > 1 else { return nil }
        let joint = Words.list(variants.map(\.text), composer.chance(0.85) ? "and" : "as well as")
        values[varying].1.text = joint
        let text = body(values, &composer).sentence
        let calls = variants.map { variant in
            let arguments = values.enumerated().map { ($1.0.name, $0 == varying ? variant : $1.1) }
            return (name: definition.name, values: arguments)
        }
        return InventedRequest(text: text, calls: calls)
    }

    private static func canVary(_ kind: ValueKind) -> Bool {
        switch kind {
        case .words, .fullName, .code, .path, .email: true
        default: false
        }
    }

    func context(_ composer: inout Composer) -> String {
        composer.write(Self.contexts, ["n": String(composer.int(4...19))]).capitalizedSentence
    }

    /// The order with its mentions, as a sentence and as a part of one.
    func body(
        _ values: [(Slot, ParameterValue)], _ composer: inout Composer
    ) -> (sentence: String, clause: String?) {
        let shown = composer.chance(0.3) ? composer.pick(objects) : object
        let order = composer.pick(orders)
        let isQuestion = order.source.hasPrefix("?")
        let phrase = composer.write(order, ["o": shown]).drop { $0 == "?" }.articlesFixed
        let style = composer.int(0...19)
        if style < 3, !isQuestion {
            // By name, as in a form.
            let fields = composer.shuffled(values).map { slot, value in
                composer.write(Self.fields, ["w": slot.words, "v": value.unended])
            }
            let gap = composer.pick([": ", ", ", " with ", " - "])
            let text =
                fields.isEmpty ? phrase : phrase + gap + fields.joined(separator: composer.pick([", ", "; ", ", "]))
            return (text.squeezed.capitalizedSentence + composer.pick([".", ""]), nil)
        }
        var rest = composer.shuffled(values)
        var later: [String] = []
        if style < 8 {
            // Some in sentences of their own.
            let count = composer.int(1...2)
            for _ in 0..<count where rest.count > 1 || !isQuestion && rest.count == 1 && composer.chance(0.4) {
                let (slot, value) = rest.removeLast()
                later.append(
                    composer.write(
                        Self.sentences, ["w": slot.words, "W": slot.words.capitalizedSentence, "v": value.unended]))
            }
        }
        var (front, clause, last) = mentions(rest, &composer)
        if !last.isEmpty { clause.append(last) }
        // What goes on from nothing cannot begin with "and".
        if let first = clause.first, first.hasPrefix("and ") { clause[0] = "with " + first.dropFirst(4) }
        if front.isEmpty == false, isQuestion || composer.chance(0.6) {
            clause.insert(front, at: 0)
            front = ""
        }
        let core = ([phrase] + clause).joined(separator: " ")
        var sentence: String
        if isQuestion {
            sentence = core.capitalizedSentence + (composer.chance(0.9) ? "?" : "")
        } else if !front.isEmpty {
            sentence = front.capitalizedSentence + ", " + core + "."
        } else {
            // "I want to tell me" is no English; "~" marks what the speaker does.
            let isForMe = core.contains(" me ") || core.contains(" us ")
            let forms = Self.frames.forms(for: composer.portion).filter { form in
                (last.isEmpty || form.endsOpenly) && !(isForMe && form.source.hasPrefix("~"))
            }
            let frame = forms.isEmpty ? Phrase("{X}.") : composer.pick(forms)
            sentence = composer.write(frame, ["x": core, "X": core.capitalizedSentence]).drop { $0 == "~" }
        }
        if !later.isEmpty { sentence = ([sentence.ended] + later.map(\.capitalizedSentence)).joined(separator: " ") }
        return (sentence.squeezed, isQuestion || !later.isEmpty || !front.isEmpty ? nil : core.squeezed)
    }

    /// Mentions of all values: one that can stand in front, those behind, and one that must come last.
    private func mentions(
        _ values: [(Slot, ParameterValue)], _ composer: inout Composer
    ) -> (front: String, behind: [String], last: String) {
        var rest = values
        // Two open ends cannot both be last.
        let open = rest.indices.filter { rest[$0].1.isLast }
        for index in open.dropLast() {
            rest[index].1.text = rest[index].1.unended
            rest[index].1.isLast = false
        }
        var behind: [(text: String, isLast: Bool)] = []
        for (first, second, forms) in ParameterConcept.pairs {
            guard let left = rest.firstIndex(where: { $0.0.concept.id == first }),
                let right = rest.firstIndex(where: { $0.0.concept.id == second }), composer.chance(0.85)
            else { continue }
            let form = composer.pick(forms)
            behind.append((composer.write(form, ["a": rest[left].1.text, "b": rest[right].1.text]), false))
            for index in [left, right].sorted(by: >) { rest.remove(at: index) }
        }
        for (slot, value) in rest {
            let concept = slot.concept
            var forms = concept.mentions
            if value.argument == .bool(false) { forms = concept.denials }
            guard !forms.isEmpty else {
                behind.append(("with \(slot.words) \(value.text)", value.isLast))
                continue
            }
            let form = composer.pick(forms)
            let text = composer.write(form, ["v": value.text, "q": value.text, "m": value.text])
            behind.append((text.articlesFixed, value.isLast))
        }
        behind = composer.shuffled(behind)
        let last = behind.filter(\.isLast).map(\.text)
        var others = behind.filter { !$0.isLast }.map(\.text)
        var front = ""
        if composer.chance(0.15),
            let index = others.firstIndex(where: { text in
                ["for ", "on ", "at ", "in ", "from "].contains { text.hasPrefix($0) }
            })
        {
            front = others.remove(at: index)
        }
        return (front, others, last.last ?? "")
    }
}

extension Phrase {
    /// Whether nothing but punctuation follows what is filled in.
    fileprivate var endsOpenly: Bool {
        let text = source.last.map { ".?!".contains($0) } == true ? source.dropLast() : source[...]
        return text.hasSuffix("{x}") || text.hasSuffix("{X}")
    }
}

extension ParameterValue {
    /// In quotation marks where nothing else says where it ends.
    var unended: String { isLast ? "\"\(text)\"" : text }
}

extension StringProtocol {
    /// With a full stop at its end, unless it ends already.
    var ended: String { last.map { ".?!".contains($0) } == true ? String(self) : self + "." }

    func drop(while predicate: (Character) -> Bool) -> String {
        String(self[(firstIndex { !predicate($0) } ?? endIndex)...])
    }

    /// With "an" before vowels and "a" before other letters.
    var articlesFixed: String {
        var words = split(omittingEmptySubsequences: false) { $0 == " " }.map { String($0) }
        for index in words.indices.dropLast() where ["a", "an", "A", "An"].contains(words[index]) {
            let next = words[index + 1].drop { !$0.isLetter && !$0.isNumber }
            guard next.first?.isLetter == true else { continue }
            let article = Words.article(next)
            words[index] = words[index].first == "A" ? article.capitalized : article
        }
        return words.joined(separator: " ")
    }
}
