/// The forms of verbs that word problems ask with.
enum EnglishVerbs {
    static func isBase(_ word: String) -> Bool { forms[word] != nil }

    static func third(_ base: String) -> String {
        switch base {
        case "have": return "has"
        case "do": return "does"
        case "go": return "goes"
        default: break
        }
        if ["s", "x", "ch", "sh", "z"].contains(where: { base.hasSuffix($0) }) { return base + "es" }
        if base.hasSuffix("y"), let before = base.dropLast().last, !"aeiou".contains(before) {
            return base.dropLast() + "ies"
        }
        return base + "s"
    }

    static func past(_ base: String) -> String { forms[base] ?? base }

    static func isParticiple(_ word: String) -> Bool {
        word.hasSuffix("ed") && word.utf8.count > 4 || participles.contains(word)
    }

    /// Whether a preposition at the end has lost the object that the question asks for.
    static func strands(_ words: [String]) -> Bool {
        guard words.count > 1, let last = words.last else { return false }
        return ["for", "of", "with", "after", "at", "into", "from", "about", "by", "to", "on", "in"].contains(last)
    }

    /// The past of each base form.
    private static let forms: [String: String] = {
        var forms: [String: String] = [:]
        for pair in irregular.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            let words = pair.split(separator: " ").map(String.init)
            if words.count >= 2 { forms[words[0]] = words[1] }
        }
        for verb in regular.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init) {
            forms[verb] = pastOfRegular(verb)
        }
        return forms
    }()

    private static func pastOfRegular(_ base: String) -> String {
        if base.hasSuffix("e") { return base + "d" }
        if base.hasSuffix("y"), let before = base.dropLast().last, !"aeiou".contains(before) {
            return base.dropLast() + "ied"
        }
        if doubling.contains(base), let last = base.last { return base + String(last) + "ed" }
        return base + "ed"
    }

    private static let doubling: Set<String> = [
        "plan", "drop", "stop", "fit", "knit", "chop", "pot", "rub", "wrap", "jog", "hop", "skip", "trap", "scan",
        "ship", "swap", "pin", "grab", "step", "trim",
    ]

    private static let participles: Set<String> = [
        "got", "had", "made", "done", "sold", "bought", "given", "lost", "won", "read", "eaten", "left", "come", "gone",
        "found",
        "seen", "taken", "caught", "written", "drawn", "cut", "put", "built", "spent", "paid", "sent", "kept", "laid",
        "run",
        "swum", "ridden", "driven", "flown", "sewn", "knit", "broken", "fallen", "grown", "burnt", "lent", "set",
        "shot", "worn",
        "been", "said", "told", "brought", "held", "hung", "stolen", "thrown", "dug", "baked", "used",
    ]

    private static let irregular = """
        have had, do did, go went, get got, give gave, take took, make made, buy bought, sell sold, eat ate, \
        drink drank, find found, lose lost, win won, see saw, pay paid, spend spent, cost cost, keep kept, \
        bring brought, catch caught, draw drew, write wrote, read read, run ran, swim swam, ride rode, drive \
        drove, fly flew, grow grew, hold held, hang hung, lay laid, leave left, lend lent, send sent, set set, \
        put put, cut cut, sew sewed, build built, dig dug, break broke, burn burnt, come came, fall fell, feed \
        fed, know knew, let let, mean meant, meet met, sing sang, sit sat, sleep slept, stand stood, steal \
        stole, teach taught, tell told, throw threw, wear wore, blow blew, bear bore, begin began, choose \
        chose, shoot shot, show showed, shut shut, spin spun, split split, tear tore, think thought, rise \
        rose, hide hid, hit hit, forget forgot, freeze froze, weave wove, say said, hear heard, lie lay, stick \
        stuck, win won, speak spoke, sink sank, bake baked, withdraw withdrew, overtake overtook, become \
        became
        """
    private static let regular = """
        use need want earn weigh last pick plant collect travel walk cook fill carry pack receive order add
        score cover save open close play work wait watch visit move count share print paint type fold wash
        water mow harvest gather remove drop stop fit knit finish complete produce pour load deliver serve
        require miss answer solve learn pass own store gain hike climb cycle jog jump hop skip step row sail
        handle repair fix clean polish peel slice chop mix boil bake roast display offer donate return borrow
        owe raise charge invest deposit change exchange swap trade ship mail post measure stretch reach
        contain include involve require attend join enter board arrive remain stay owe stack pile wrap tie
        glue pin press iron stitch hammer nail saw drill lift pull push drag roll pump spill leak release
        catch trap hatch milk shear groom train walk adopt rescue bottle brew produce manufacture assemble
        examine check mark correct grade record film photograph copy scan download upload delete burst pop
        blow inflate kick score bowl bat pitch dribble ski skate slide race call phone text email invite greet
        seat book reserve rent hire lease park consume lack exceed amount total equal double start end begin
        expect plan estimate guess remember kill shoot plough sow trim rake sweep mop dust vacuum shovel bury
        employ pay tip refund recover bank accumulate inherit
        """
}
