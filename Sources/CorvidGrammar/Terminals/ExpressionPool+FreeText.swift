extension ExpressionPool {
    /// Any valid UTF-8 text until one of the triggers has been written, and from there on what belongs to that trigger.
    ///
    /// The text may end at any character before a trigger is complete. Of triggers that overlap, the first to be complete
    /// counts; where several are complete at once, what follows is what follows any of them. A trigger is a text, or one
    /// special token (0xFF and four bytes), which stands between characters only.
    package func freeText(
        until triggers: [(text: [UInt8], then: ExpressionID)]
    ) throws(GrammarError) -> ExpressionID {
        var texts: [(text: [UInt8], then: ExpressionID)] = []
        var specials: [(key: [UInt8], then: ExpressionID)] = []
        for trigger in triggers {
            guard trigger.then != .nothing else {
                throw GrammarError(.unsatisfiable, "nothing can follow a trigger; leave that trigger out")
            }
            if trigger.text.first == 0xFF, trigger.text.count == 5 {
                specials.append((trigger.text, trigger.then))
                continue
            }
            guard !trigger.text.isEmpty, trigger.text.withUnsafeBufferPointer({ UTF8Check.isValid($0) }) else {
                throw GrammarError(.invalidValue, "a trigger must be a text that is not empty, in valid UTF-8")
            }
            texts.append(trigger)
        }
        if triggers.isEmpty { return anyText }
        // States are numbered by the bytes of all triggers together.
        guard texts.reduce(0, { $0 + $1.text.count }) < 1 << 16 else {
            throw GrammarError(.tooComplex, "the triggers are longer than 64 KB together")
        }
        return FreeTextExpander(texts: texts, specials: keyed(specials)).start(in: self)
    }

    /// Any valid UTF-8 text until special token `id` comes, and then `expression`.
    package func freeText(untilToken id: Int32, then expression: ExpressionID) throws(GrammarError) -> ExpressionID {
        try freeText(until: [(Self.specialToken(id), expression)])
    }

    /// How a special token is spelled: 0xFF, which occurs in no text, and its number in four bytes, the highest first.
    static func specialToken(_ id: Int32) -> [UInt8] {
        let number = UInt32(bitPattern: id)
        return [0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
