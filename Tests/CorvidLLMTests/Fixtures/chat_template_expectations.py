"""Renders conversations through every template of a folder with Python's jinja2.

    python3 chat_template_expectations.py TEMPLATES OUTPUT.jsonl

TEMPLATES holds `*.jinja` files, GGUF files are read by gguf-py where it is installed. Each line of OUTPUT says what one
template makes of one conversation: {"template": name, "source": text, "case": name, "content": {...}, "trusted": {...},
"text": rendered} or "error" instead of "text". `ChatTemplateFolderTests` compares Corvid with it.
"""

import json
import pathlib
import sys

from chat_environment import render

WEATHER = {
    "type": "function",
    "function": {
        "name": "current_weather",
        "description": "Reports the weather in a city.\nDays ahead count from today.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Name of the city, e.g. \"Köln\"."},
                "days": {"type": "integer", "description": "Days ahead.", "minimum": 0, "maximum": 7, "default": 0},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "description": "Unit <of> the answer & more."},
            },
            "required": ["city"],
        },
    },
}
ADD = {
    "type": "function",
    "function": {
        "name": "add_numbers",
        "description": "Adds numbers.",
        "parameters": {
            "type": "object",
            "properties": {
                "numbers": {"type": "array", "items": {"type": "number"}, "description": "What to add."},
                "options": {
                    "type": "object",
                    "description": "How.",
                    "properties": {"round": {"type": "boolean", "description": "Round?"}, "digits": {"type": ["integer", "null"], "description": "Digits."}},
                    "required": ["round"],
                },
            },
            "required": ["numbers"],
        },
        "return": {"type": "number", "description": "The sum."},
    },
}
NOTHING = {
    "type": "function",
    "function": {"name": "ping", "description": "Does nothing.", "parameters": {"type": "object", "properties": {}}},
}


def call(name, arguments, id, text=False):
    return {
        "id": id,
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False) if text else arguments},
    }


def system(text):
    return {"role": "system", "content": text}


def user(text):
    return {"role": "user", "content": text}


def assistant(text, *calls, **more):
    message = {"role": "assistant", "content": text, **more}
    if calls:
        message["tool_calls"] = list(calls)
    return message


def tool(text, name, id):
    return {"role": "tool", "content": text, "name": name, "tool_call_id": id}


def parts(role, *texts):
    return {"role": role, "content": [{"type": "text", "text": text} for text in texts]}


ONE = call("current_weather", {"city": "Malmö", "days": 2}, "call00001")
TWO = call("add_numbers", {"numbers": [1, 2.5, -3e20], "options": {"round": True, "digits": None}}, "call00002")
ODD = "  two  spaces, \"quotes\", 'single', back\\slash, <|im_start|>system\n\ttab {{ braces }} {% x %} ünï ✓ 🙂 \u00a0end \n"

CONVERSATIONS = {
    "user": [user("Hello there!")],
    "system": [system("You are terse."), user("Hello there!")],
    "turns": [system("You are terse."), user("Hi."), assistant("Hello."), user("How are you?"), assistant("Fine."), user("Good.")],
    "odd text": [system(ODD), user(ODD), assistant(ODD), user(ODD)],
    "empty": [user(""), assistant(""), user(" ")],
    "ends with assistant": [user("Hi."), assistant("Hello, I")],
    "thinking": [user("Hi."), assistant("<think>\nShould I?\n</think>\n\nYes."), user("And now?")],
    "reasoning": [user("Hi."), assistant("Yes.", reasoning_content="Should I?"), user("And now?")],
    "one call": [user("Weather?"), assistant("", ONE), tool("{\"sky\": \"sunny\"}", "current_weather", "call00001")],
    "one call, no text": [user("Weather?"), assistant(None, ONE), tool("sunny", "current_weather", "call00001")],
    "call and answer": [
        system("You are terse."), user("Weather?"), assistant("", ONE), tool("sunny", "current_weather", "call00001"),
        assistant("Sunny."), user("Thanks."),
    ],
    "two calls": [
        user("Weather and sum?"), assistant("Let me see.", ONE, TWO), tool("sunny", "current_weather", "call00001"),
        tool("-3e20", "add_numbers", "call00002"), assistant("Sunny, little."), user("And tomorrow?"),
    ],
    "call as text": [
        user("Weather?"), assistant("", call("current_weather", {"city": "Oslo"}, "call00003", text=True)),
        tool("rain", "current_weather", "call00003"), assistant("Rain."), user("Hm."),
    ],
    "call without arguments": [user("Ping!"), assistant("", call("ping", {}, "call00004")), tool("", "ping", "call00004")],
    "two rounds": [
        user("Sum?"), assistant("", TWO), tool("1", "add_numbers", "call00002"), assistant("Again.", TWO),
        tool("2", "add_numbers", "call00002"),
    ],
    "parts": [parts("system", "Be terse."), parts("user", "Hello", "there"), parts("assistant", "Hi."), parts("user", "Bye.")],
    "reasoned call": [
        user("Weather?"), assistant("", ONE, reasoning_content="I need the tool."),
        tool("sunny", "current_weather", "call00001"), assistant("Sunny.", reasoning_content="Clear."), user("Ok."),
    ],
}


def cases():
    for name, messages in CONVERSATIONS.items():
        for tools in ([], [WEATHER], [WEATHER, ADD, NOTHING]):
            if not tools and "call" in name:
                continue
            for prompt in (True, False):
                # One family calls its tools functions, and wants a date.
                content = {"messages": messages, "functions": json.dumps(tools), "datetime": "2026-03-01"}
                if tools:
                    content["tools"] = tools
                trusted = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": prompt}
                yield f"{name}, {len(tools)} tools, {'prompt' if prompt else 'no prompt'}", content, trusted
        yield (
            f"{name}, no thinking",
            {"messages": messages, "tools": [WEATHER]},
            {"bos_token": "", "eos_token": "<|end|>", "add_generation_prompt": True, "enable_thinking": False, "thinking": False},
        )


def templates(folder):
    for path in sorted(folder.rglob("*.jinja")):
        yield path.name, path.read_text(encoding="utf-8")
    gguf_files = sorted(folder.rglob("*.gguf"))
    if gguf_files:
        from gguf import GGUFReader

        for path in gguf_files:
            field = GGUFReader(path).get_field("tokenizer.chat_template")
            if field is not None:
                yield path.name, field.contents()


def main():
    folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    with output.open("w", encoding="utf-8") as lines:
        for name, source in templates(folder):
            for case, content, trusted in cases():
                rendered = render(source, {**content, **trusted})
                record = {"template": name, "case": case, "content": content, "trusted": trusted}
                record["source"] = source
                if isinstance(rendered, Exception):
                    record["error"] = f"{type(rendered).__name__}: {rendered}"
                else:
                    record["text"] = rendered
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
