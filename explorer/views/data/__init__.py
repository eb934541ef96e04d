"""Pictures of data: rows as points, models as curves through them or as regions of two classes."""
