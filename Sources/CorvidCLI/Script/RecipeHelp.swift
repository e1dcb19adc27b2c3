/// The language of recipes in short, in lines of 78 columns. `Recipe` in the library documents it in full.
enum RecipeHelp {
    static let text = """
          name: NAME
          description: TEXT
          parameters:
            NAME: { type: string|integer|number|boolean|enum|file, values: [...],
                    default: ..., required: true, description: TEXT }
          model: FILE
          databases: [FILE]
          tools: [NAME, ...]
          instructions: TEMPLATE
          budget: { seconds: 60, tokens: N, tool_calls: N, bytes: N, turns: N }
          approval: allow|ask|deny, or a list of
            { tool, argument, value, decision, even_after_untrusted_text }
          steps:
            - id: NAME
              prompt: TEMPLATE   asks the model; with it answer: JSON-SCHEMA,
                                 tools, tool_choice and budget
              tool: NAME         or calls a tool; with it arguments and budget
              recipe: FILE       or runs a recipe; with it parameters
              when: [CHECK]
              foreach: LIST
              checks: [CHECK]
              retries: N
              on_failure: feedback|restart
          checks: [CHECK]

        A check is one of

          equals: VALUE          contains: VALUE        matches: PATTERN
          number: N, tolerance: N                       schema: JSON-SCHEMA
          called: TOOL, arguments: {...}, times: N
          at_most: { turns, tokens, tool_calls, seconds }
          command: [PROGRAM, ...] (with --allow-commands)
          not: CHECK

        and may have value: TEMPLATE, at: PATH and hint: TEXT.

        A template names {{parameter}}, {{steps.ID.answer}}, {{input.FIELD}}, and with foreach {{item}} and {{index}}, \
        each with a path into a JSON value behind it, as in {{steps.plan.answer.items[0].name}}. Values are put in as \
        text and never read as templates.
        """
}
