"""The basis of an estimate: rates, assumptions, cost model, scenario, currency, plan, budgets."""
