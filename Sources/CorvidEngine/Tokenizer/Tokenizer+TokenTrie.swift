public import CorvidGrammar
import Synchronization

extension Tokenizer {
    /// The vocabulary prepared for grammars; made when it is first needed, and then shared.
    ///
    /// - Throws: ``EngineError`` when its texts are more than about 16 million bytes.
    public var tokenTrie: TokenTrie {
        get throws(EngineError) {
            var failure: GrammarError?
            let known = preparedTrie.withLock { prepared -> TokenTrie? in
                if prepared == nil {
                    let ids = 0..<TokenID(vocabularySize)
                    do throws(GrammarError) {
                        prepared = try TokenTrie(
                            tokens: ids.map { bytes(of: $0) }, special: ids.filter { isSpecial($0) }.map { Int($0) },
                            endOfSequence: endOfSequence.map { Int($0) })
                    } catch {
                        failure = error
                    }
                }
                return prepared
            }
            guard let known else {
                throw EngineError(.grammarFailed, "\(failure?.description ?? "the vocabulary cannot be prepared")")
            }
            return known
        }
    }
}
