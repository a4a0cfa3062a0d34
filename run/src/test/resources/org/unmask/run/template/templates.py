"""Writes templates.json: what transformers renders from every *.jinja of this folder, for four conversations.

The files hold templates of published models, those of llama.cpp's tests/test-chat-template.cpp among them; parts about tools are
shortened in some.

pip install transformers==5.18.0 jinja2==3.1.6; python templates.py
"""
import glob
import json

from transformers.utils.chat_template_utils import _compile_jinja_template

U = {"role": "user", "content": "  Hello, “wörld”!\n"}
A = {"role": "assistant", "content": "<think>\nA greeting.\n</think>\n\nHi there. "}
S = {"role": "system", "content": "Be <b>brief</b> & kind."}
Q = {"role": "user", "content": "2 < 3?"}
CONVERSATIONS = [[Q], [S, Q], [U, A, Q], [S, U, A, Q]]

cases = []
for path in sorted(glob.glob("*.jinja")):
    template = _compile_jinja_template(open(path).read())
    for messages in CONVERSATIONS:
        try:
            expected = {"text": template.render(messages=messages, tools=None, documents=None, add_generation_prompt=True,
                                                bos_token="<s>", eos_token="</s>")}
        except Exception as error:
            expected = {"refused": str(error)}
        cases.append({"template": path, "messages": messages, **expected})
json.dump(cases, open("templates.json", "w"), ensure_ascii=False, indent=1)

# Parts of the language, one by one.
VALUES = {"s": "  Ab c\n", "n": 7, "f": 2.5, "l": [3, 1, 2], "d": {"b": 1, "a": {"x": [1, None]}}, "t": True, "z": None,
          "u": "naïve 👩 x", "m": [{"k": "p", "v": 1}, {"k": "q"}, {"k": "p", "v": 3}], "q": "it's \"q\"\\\n"}
PARTS = r"""
{{ s.strip() }}|{{ s|trim }}|{{ s.lstrip() }}|{{ s.rstrip('\n') }}|{{ s.upper() }}|{{ s|lower }}|{{ s|title }}|{{ s|capitalize }}
{{ n + 1 * 2 }} {{ -n // 2 }} {{ -n % 3 }} {{ n / 2 }} {{ 2 ** 3 }} {{ n - f }} {{ f * 2 }} {{ 7 % 2.5 }} {{ -7 // 2.0 }}
{{ l }} {{ d }} {{ t }} {{ z }} {{ f }} {{ q }} {{ [q] }} {{ ['a', 1.0, none, true] }} {{ {'a': 'b'} }} {{ 1e3 }} {{ 100000.0 }}
{{ l|sort }} {{ l|sort(reverse=true) }} {{ l|first }} {{ l|last }} {{ l|sum }} {{ l|max }} {{ l|min }} {{ l|length }} {{ l|reverse|list }}
{{ l[0] }} {{ l[-1] }} {{ l[1:] }} {{ l[:-1] }} {{ l[::-1] }} {{ l[::2] }} {{ l[5:] }} {{ l[-9:2] }} {{ u[0] }} {{ u[6] }} {{ u[::-1] }} {{ u|length }}
{{ d.b }} {{ d['a'].x }} {{ d.a.x[1] }} {{ d.missing }} {{ d.get('b') }} {{ d.get('c', 'no') }} {{ d.items()|list }} {{ d|items|list }} {{ d.keys()|list }}
{{ d|tojson }} {{ d|tojson(indent=2) }} {{ q|tojson }} {{ u|tojson }} {{ [1, 2.5, true, none]|tojson }} {{ []|tojson(indent=2) }} {{ {'b': 1, 'a': 2}|tojson(sort_keys=true) }}
{{ 'a' in 'abc' }} {{ 1 in l }} {{ 'b' in d }} {{ 'x' not in d }} {{ not t }} {{ not not n }} {{ t and n }} {{ z or 'x' }} {{ 0 or '' or 'y' }} {{ 1 < 2 < 3 }} {{ 1 < 2 > 5 }}
{{ n is number }} {{ t is number }} {{ s is string }} {{ l is iterable }} {{ d is mapping }} {{ z is none }} {{ q is defined }} {{ nope is defined }} {{ nope is undefined }} {{ n is odd }} {{ 4 is divisibleby 2 }} {{ t is true }} {{ t is boolean }} {{ n is not string }} {{ l is sequence }} {{ n is eq 7 }} {{ n is in l }} {{ f is float }} {{ n is integer }}
{{ 'x' if n > 3 else 'y' }} {{ 'x' if n > 9 }} {{ ('a' if t) ~ 'b' }} {{ 'a' ~ 1 ~ none }} {{ ('a', 'b')|join('-') }} {{ l|join(', ') }} {{ m|map(attribute='k')|join }} {{ ['a', 'b']|map('upper')|list }}
{{ m|selectattr('v')|list|length }} {{ m|selectattr('k', 'equalto', 'p')|list|length }} {{ m|rejectattr('v', 'defined')|map(attribute='k')|list }} {{ l|select('odd')|list }} {{ l|reject('eq', 1)|list }} {{ m|selectattr('v', 'defined')|sum(attribute='v') if false }}
{% for x in l %}{{ loop.index }}:{{ x }}{% if not loop.last %},{% endif %}{% endfor %} {% for x in [] %}a{% else %}none{% endfor %} {% for x in l if x > 1 %}{{ loop.index0 }}{{ x }}{{ loop.length }} {% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %} {% for c in 'abc' %}{{ c }}.{% endfor %}{% for k in d %}{{ k }}{% endfor %} {% for i in range(3) %}{{ i }}{% endfor %} {% for i in range(5, 0, -2) %}{{ i }}{% endfor %}
{% set x = 1 %}{% for i in l %}{% set x = 2 %}{% endfor %}{{ x }} {% set ns = namespace(x=1) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }} {% if t %}{% set y = 5 %}{% endif %}{{ y }} {% set a, b = 1, 2 %}{{ b }}{{ a }}
{% for x in l %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %} {% for x in l %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}{% for x in l %}{{ loop.cycle('a', 'b') }}{% endfor %}
{% macro f(a, b='x') %}[{{ a }}{{ b }}]{% endmacro %}{{ f(1) }}{{ f(1, b=2) }}{{ f('y', 'z')|upper }} {% set c %}in {{ n }}{% endset %}{{ c }}! {% raw %}{{ x }}{% endraw %} {# no #}{% generation %}g{% endgeneration %}
{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ 'x\ny'.splitlines() }} {{ 'abc'.replace('b', 'xx') }} {{ 'abc'|replace('c', '') }} {{ 'ab'.startswith('a') }} {{ 'ab'.endswith('a') }} {{ 'abab'.count('ab') }} {{ 'abc'.find('c') }} {{ '-'.join(['a', 'b']) }} {{ '12'.isdigit() }} {{ 'ab'.removeprefix('a') }}
{{ nope|default('x') }} {{ ''|default('x') }} {{ ''|default('x', true) }} {{ '3'|int + 1 }} {{ 'a'|int }} {{ '2.5'|float }} {{ 2.5|int }} {{ 2.567|round(1) }} {{ -3|abs }} {{ 3|string ~ 'x' }} {{ '<a>'|e }} {{ d|length }} {{ {'b': 1, 'A': 2}|dictsort }} {{ [1, 1, 2]|unique|list }}
{{ 'l1\nl2'|indent }} {{ 'l1\n\nl2'|indent(2, true) }} {{ "a" 'b' }} {{ 'tab\t\x41\u00e9\\' }} {{ (1, 2) == [1, 2] if false }} {{ [1, 2] == [1, 2] }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ l + [4] }} {{ 'ab' * 2 }} {{ dict(a=1) }}
{% set b = {0: 0, 512: 128, 16384: none} %}{{ b[512] }} {{ b }} {{ 512 in b }} {{ 1 in b }} {{ b.get(0) }} {{ b.get(3, 'n') }} {{ b|tojson }} {% for k, v in {2: 'b', 1: 'a'}|dictsort %}{{ k + 1 }}{{ v }}{% endfor %}
{{ d|tojson(separators=(',', ':')) }} {{ u|tojson(ensure_ascii=true) }} {{ u|tojson(true) }} {{ l|tojson(indent=1, separators=(';', '=')) }} {{ {'b': 1, 'a': 2}|tojson(false, none, none, true) }}
  {% if t %}
  kept
  {% endif %}
  {%- if t -%}   trimmed   {%- endif +%}
  {%+ if t %}plus{% endif %}
  {{ n }}
"""
lines = [line for line in PARTS.strip("\n").split("\n") if not line.startswith("  ")]
lines.append("\n".join(line for line in PARTS.strip("\n").split("\n") if line.startswith("  ")))
parts = [{"template": line, "text": _compile_jinja_template(line).render(**VALUES)} for line in lines]
json.dump({"values": VALUES, "parts": parts}, open("parts.json", "w"), ensure_ascii=False, indent=1)
