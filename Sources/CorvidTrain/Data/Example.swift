package import Corvid

/// Tasks that share their tools and instructions, complete with the replies that are to be learned.
///
/// The tasks become one document: what they share is read once, and each goes on from it without seeing the others.
package struct Example: Sendable {
    /// What a task teaches; evaluation and the mixture go by it.
    package enum Skill: String, Sendable, Codable, CaseIterable {
        case math, sql, tools, web, qa, dialogue, copy, text
    }

    package var skill: Skill
    /// Tools as the agent would offer them.
    package var tools: [ToolDefinition]
    /// The system message; empty: none.
    package var instructions: String
    /// Conversations from the user's first message to the assistant's last. Every assistant message is learned, with the
    /// exception of those in `given`.
    package var tasks: [Task]

    package struct Task: Sendable {
        /// Without a system message. Calls carry `written` where they name numbers by reference.
        package var messages: [Message]
        /// Indices of assistant messages that bear no loss.
        package var given: Set<Int>

        package init(_ messages: [Message], given: Set<Int> = []) {
            self.messages = messages
            self.given = given
        }
    }

    package init(skill: Skill, tools: [ToolDefinition] = [], instructions: String = "", tasks: [Task]) {
        self.skill = skill
        self.tools = tools
        self.instructions = instructions
        self.tasks = tasks
    }
}
