extension CompactFormat {
    /// How the chat template of a compact checkpoint begins; a folder without GGUF metadata declares its format so.
    static let templateHeading = "{#- corvid.chat_format = compact-2 -#}"

    /// A chat template for programs that know templates and not this format: the same layout without tags and hints, and
    /// with parameters as JSON. A checkpoint carries it as `tokenizer.chat_template`.
    package static let chatTemplate = """
        \(templateHeading)
        {{- '<|begin|>' -}}
        {%- if messages and messages[0].role == 'system' -%}
        {{- '<|system|>' + messages[0].content + '<|end|>' -}}
        {%- set messages = messages[1:] -%}
        {%- endif -%}
        {%- for tool in tools or [] -%}
        {%- set function = tool.function if tool.function is defined else tool -%}
        {{- '<|tool|>' + function.name + ': ' + (function.description or '') -}}
        {%- for name, schema in ((function.parameters or {}).get('properties') or {}).items() -%}
        {{- '\\n' + name -}}
        {%- if name not in (function.parameters.required or []) -%}{{- '?' -}}{%- endif -%}
        {%- if schema.enum -%}{{- ':' + schema.enum | join('|') -}}
        {%- elif schema.type is string and schema.type != 'string' -%}
        {{- ':' + {'integer': 'int', 'number': 'num', 'boolean': 'bool'}.get(schema.type, schema.type) -}}
        {%- endif -%}
        {%- if schema.description -%}{{- ': ' + schema.description -}}{%- endif -%}
        {%- endfor -%}
        {{- '<|end|>' -}}
        {%- endfor -%}
        {%- for message in messages -%}
        {%- if message.role == 'tool' -%}{{- '<|result|>' -}}{%- else -%}{{- '<|' + message.role + '|>' -}}{%- endif -%}
        {{- message.content or '' -}}
        {%- for call in message.tool_calls or [] -%}
        {%- set function = call.function if call.function is defined else call -%}
        {{- '<|invoke|>' + function.name -}}
        {{- function.arguments if function.arguments is string else function.arguments | tojson -}}
        {%- endfor -%}
        {{- '<|end|>' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}
        """
}
