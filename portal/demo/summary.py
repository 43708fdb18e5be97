"""What ``make run`` prints once everything answers."""

from __future__ import annotations

from pathlib import Path

from portal.config import Settings
from portal.demo.people import CITY_FLAT, FREE_HOMES, IVAN, IVANS_HOMES, OPERATOR, PASSWORD, SUPERVISOR, Home

WIDTH = 78
ZONES = {1: "одна зона", 2: "дві зони", 3: "три зони"}


def text(settings: Settings, logs: Path) -> str:
    """The address first, then who may sign in with what."""
    url = settings.base_url
    line = "═" * WIDTH
    others = "\n".join(f"    {_home(home)}" for home in FREE_HOMES)
    own = " і ".join(home.number_shown for home in IVANS_HOMES)
    return f"""
{line}
  ДЕМОНСТРАЦІЯ: люди, рахунки й покази вигадані, листи нікуди не надходять.
  Для справжньої роботи так не запускають: про неї — у README.
{line}

  Кабінет            {url}/
  Пошта              {url}/demo/mailbox
  Хто тут є          {url}/demo/

  Пароль у всіх      {PASSWORD}

  Споживач           {IVAN.email}
                     рахунки {own}; {CITY_FLAT.number_shown} має показ, що чекає на обробку
  Оператор           {OPERATOR.email} ({OPERATOR.rem})
  Керівник           {SUPERVISOR.email}
                     одноразові коди для обох: {url}/demo/codes

  Через id.gov.ua    кнопка «Портал Дія» на {url}/sign-in веде до імітації: там обирають,
                     ким бути й що піде не так

  Рахунки, які можна додати до свого кабінету (особовий, прізвище, лічильник):
{others}

  Дані               {settings.run_dir}
  Журнали            {logs}
  Команди            set -a; . {settings.run_dir}/demo.env; .venv/bin/flask readings waiting
  Зупинити           Ctrl-C
"""


def _home(home: Home) -> str:
    kind = ZONES[home.zones]
    if home.generation:
        kind += ", з генерацією"
    if home.operator == "ukrzaliznytsia":
        kind = "належить АТ «Укрзалізниця»"
    return f"{home.number_shown:12} {home.surname:12} {home.meter:10} {kind}"
